// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/run_settings.h"

#include <QWidget>

class QAction;
class QCheckBox;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QMenu;
class QToolButton;

namespace redial {

class StateIndicator;

/// Whom to connect to and how, or whom to stand between, the buttons Start, Stop and Drop, and the
/// link's state. The buttons show actions that the window owns. While a run is under way the fields
/// cannot be changed.
class ConnectionBar final : public QWidget
{
    Q_OBJECT
public:
    struct Actions
    {
        QAction* start = nullptr;
        QAction* send = nullptr;
        QAction* stop = nullptr;
        QAction* drop = nullptr;
        QList<QAction*> dropKinds;
    };

    ConnectionBar(const Actions& actions, QWidget* parent = nullptr);

    RunSettings settings() const;
    void setSettings(const RunSettings& settings);
    QStringList recentUrls() const;
    void setRecentUrls(const QStringList& urls);
    void rememberUrl();

    /// Shown below the fields; empty hides it. An announcement is not an error: another colour.
    void showProblem(const QString& sentence);
    void setRunning(bool running);

    StateIndicator& state() { return *state_; }

signals:
    void settingsChanged();

protected:
    void changeEvent(QEvent* event) override;

private:
    void build(const Actions& actions);
    void describeServerFields();
    void describeProxyFields();
    void addFields(QHBoxLayout& fields, const Actions& actions);
    void addButtons(QHBoxLayout& fields, const Actions& actions);
    QWidget* makeMessageField(QAction* send);
    QToolButton* addButton(QAction* action, const QString& name);
    QWidget* labelled(const QString& text, QWidget* field);
    void updateColours();
    void showFields();
    /// Others cannot be changed while a run is under way; messages are sent then.
    void enableFields();

    QComboBox* server_;
    QLineEdit* station_;
    QLineEdit* boot_;
    QLineEdit* closing_;
    QLineEdit* listen_;
    QLineEdit* upstream_;
    QCheckBox* anyCertificate_;
    QLineEdit* message_;
    QWidget* messageField_ = nullptr;
    QWidget* listenField_ = nullptr;
    QWidget* upstreamField_ = nullptr;
    QWidget* stationField_ = nullptr;
    QWidget* protocolField_ = nullptr;
    QWidget* transportField_ = nullptr;
    QWidget* bootField_ = nullptr;
    QWidget* closingField_ = nullptr;
    QComboBox* protocol_;
    QComboBox* transport_;
    QLabel* problem_;
    StateIndicator* state_;
    bool running_ = false;
};

} // namespace redial
