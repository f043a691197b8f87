// SPDX-License-Identifier: MIT
#pragma once

#include "core/foreign/examination.h"
#include "core/server/scripted_server.h"

#include <QObject>

#include <unordered_map>

namespace redial {

/// The stage on real sockets: a ScriptedServer that answers as a central system does, or echoes,
/// and whose connections are treated as an examination wants. Lives on its clock's thread.
class ExaminedServer final : public QObject, public ExaminationStage
{
    Q_OBJECT
public:
    /// The settings' interceptor and behaviour are replaced.
    ExaminedServer(ServerSettings settings, Clock& clock, EventRecorder recorder,
                   QObject* parent = nullptr);
    ~ExaminedServer() override;

    /// Whom connections are told to; must outlive the server's connections. Before listen().
    void setExamination(Examination* examination) { examination_ = examination; }
    /// How the client is started again; absent: it is not.
    void setRestart(std::function<void()> restart) { restart_ = std::move(restart); }

    Expected<quint16, QString> listen() { return server_->listen(); }
    QUrl url() const { return server_->url(); }
    /// Ends everything.
    void stop();

    void treat(std::uint32_t connection, Treatment treatment,
               std::chrono::nanoseconds duration) override;
    void drop(std::uint32_t connection) override;
    void silence(std::uint32_t connection) override;
    void setListening(bool on) override;
    void restartClient() override;

private:
    class Interceptor;

    Clock& clock_;
    EventRecorder recorder_;
    Examination* examination_ = nullptr;
    std::function<void()> restart_;
    std::unordered_map<std::uint32_t, Interceptor*> connections_;
    std::unique_ptr<ScriptedServer> server_;
};

} // namespace redial
