// SPDX-License-Identifier: MIT
#pragma once

#include <QJsonObject>
#include <QList>
#include <QProcess>
#include <QRegularExpression>

#include <chrono>

namespace redial {

/// One program of an interop test: Redial's own or a peer of tests/interop/peers. Peers print one
/// JSON object a line with the member "event". The program ends with this object: its standard
/// input is closed, and what does not end then is killed. Main thread; needs a running event loop
/// only inside the wait functions, each of which returns false after `patience` at the latest or as
/// soon as the program has ended.
class PeerProcess
{
public:
    static constexpr std::chrono::seconds patience{30};

    PeerProcess(const QString& program, const QStringList& arguments);
    ~PeerProcess();
    PeerProcess(const PeerProcess&) = delete;
    PeerProcess& operator=(const PeerProcess&) = delete;

    /// All events of that name so far, in order.
    QList<QJsonObject> events(const QString& name) const;
    bool waitForEvents(const QString& name, int count = 1);

    /// Waits for text in what was printed; the first capture of the expression, empty if it never
    /// came.
    QString waitForText(const QRegularExpression& expression);

    void write(const QByteArray& bytes);
    void closeInput();
    void interrupt(); ///< as Ctrl+C does
    void kill() { process_.kill(); }
    bool waitForEnd();
    int exitCode() const { return process_.exitCode(); }
    bool ran() const { return process_.exitStatus() == QProcess::NormalExit; }

    /// Everything printed so far, for the message of a failed test.
    QByteArray output() const { return output_; }

private:
    template <class Condition>
    bool wait(Condition condition);
    void read();

    QProcess process_;
    QByteArray output_;
};

} // namespace redial
