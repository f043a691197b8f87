// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/msgi_server_host.h"
#include "ui/models/msgi_sessions_model.h"

#include <QTimer>
#include <QWidget>

class QCheckBox;
class QLabel;
class QLayout;
class QLineEdit;
class QPushButton;
class QTableView;

namespace redial {

/// The MSGI server inside this program: starts and stops it, lists its sessions, sends to all or to
/// one of them, and disconnects.
class MsgiServerPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit MsgiServerPanel(QWidget* parent = nullptr);

    void start();
    MsgiServerHost& host() { return host_; }
    MsgiSessionsModel& sessions() { return sessions_; }
    QLineEdit& port() { return *port_; }
    QLineEdit& message() { return *message_; }
    QTableView& table() { return *table_; }
    QLabel& problem() { return *problem_; }
    /// Reads the sessions anew, as it does by itself twice a second while it is seen.
    void refresh();

signals:
    /// It listens: host().log() may be shown.
    void started();

protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QLayout* makeHead();
    void makeTable();
    QLayout* makeFoot();
    void stop();
    void broadcast();
    void sendToSelected();
    void disconnectSelected();
    void showProblem(const QString& sentence);
    void updateState();
    QString stateText() const;
    std::optional<MsgiSessionId> selected() const;

    MsgiServerHost host_;
    MsgiSessionsModel sessions_;
    QTimer ticks_;
    QLineEdit* port_ = nullptr;
    QCheckBox* echo_ = nullptr;
    QPushButton* start_ = nullptr;
    QPushButton* stop_ = nullptr;
    QLabel* state_ = nullptr;
    QLabel* problem_ = nullptr;
    QTableView* table_ = nullptr;
    QLineEdit* message_ = nullptr;
    QPushButton* broadcast_ = nullptr;
    QPushButton* send_ = nullptr;
    QPushButton* disconnect_ = nullptr;
};

} // namespace redial
