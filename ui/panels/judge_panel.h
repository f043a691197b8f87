// SPDX-License-Identifier: MIT
#pragma once

#include "core/foreign/judgement.h"
#include "ui/models/background_work.h"

#include <QTimer>
#include <QWidget>

#include <memory>
#include <optional>

class QBoxLayout;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QTextBrowser;

namespace redial {

class ClientExamination;
class EventLog;

/// Judges a client that somebody else wrote, in three steps: say where to listen and how it is
/// started, watch, read. Shows what came of it with links to the events that prove it. Owns the
/// examination; its log lives as long as anybody holds it.
class JudgePanel final : public QWidget
{
    Q_OBJECT
public:
    explicit JudgePanel(QWidget* parent = nullptr);
    ~JudgePanel() override;

    void start();
    /// Ends it with what was learned so far.
    void stop();
    /// Until it is judged.
    bool isRunning() const { return examination_ && !judgement_; }
    /// Why it cannot start, as a sentence; empty if it can.
    QString reasonNotToStart() const;
    /// Set by whoever knows of something that must end first; empty if nothing must.
    void setBlocked(const QString& reason);

    /// Of the last examination; null before the first.
    std::shared_ptr<EventLog> log() const;
    RunInfo info() const;
    const std::optional<Judgement>& judgement() const { return judgement_; }
    QLineEdit& port() { return *port_; }
    QLineEdit& command() { return *command_; }
    QLineEdit& attempts() { return *attempts_; }
    QTextBrowser& text() { return *text_; }

signals:
    /// A sentence for a notice.
    void told(const QString& sentence);
    /// It has begun: log() is to be shown.
    void started();
    void ended();
    /// What can be done has changed.
    void stateChanged();
    void eventWanted(redial::EventNumber event);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeForm();
    QLineEdit* makeField(const QString& text, const QString& name, const QString& help);
    void conclude();
    void showJudgement();
    void saveReport();
    void showProgress();
    void showResult();
    void updateState();

    std::shared_ptr<ClientExamination> examination_;
    BackgroundWork work_; ///< reads the examination's log: goes before it
    std::optional<Judgement> judgement_;
    QString blocked_;
    QTimer ticks_;
    std::chrono::steady_clock::time_point announced_;
    QBoxLayout* parts_;
    QLineEdit* port_ = nullptr;
    QLineEdit* command_ = nullptr;
    QLineEdit* attempts_ = nullptr;
    QLineEdit* timeLimit_ = nullptr;
    QPushButton* start_ = nullptr;
    QPushButton* stop_ = nullptr;
    QPushButton* report_ = nullptr;
    QLabel* state_ = nullptr;
    QProgressBar* progress_ = nullptr;
    QTextBrowser* text_ = nullptr;
};

} // namespace redial
