// SPDX-License-Identifier: MIT
#include "tests/interop/peer_process.h"

#include <QJsonDocument>
#include <QTest>

#include <csignal>

namespace redial {

PeerProcess::PeerProcess(const QString& program, const QStringList& arguments)
{
    process_.setProcessChannelMode(QProcess::MergedChannels);
    QObject::connect(&process_, &QProcess::readyRead, [this] { read(); });
    process_.start(program, arguments);
}

PeerProcess::~PeerProcess()
{
    process_.disconnect();
    process_.closeWriteChannel();
    process_.terminate();
    if (process_.state() != QProcess::NotRunning && !process_.waitForFinished(5000)) {
        process_.kill();
        process_.waitForFinished(5000);
    }
}

void PeerProcess::read()
{
    output_ += process_.readAll();
}

template <class Condition>
bool PeerProcess::wait(Condition condition)
{
    const auto over = [&] {
        read();
        return condition() || process_.state() == QProcess::NotRunning;
    };
    (void)QTest::qWaitFor(over, int(std::chrono::milliseconds(patience).count()));
    return condition();
}

QList<QJsonObject> PeerProcess::events(const QString& name) const
{
    QList<QJsonObject> found;
    const QList<QByteArray> lines = output_.split('\n');
    for (const QByteArray& line : lines) {
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        if (object.value(QLatin1String("event")).toString() == name)
            found << object;
    }
    return found;
}

bool PeerProcess::waitForEvents(const QString& name, int count)
{
    return wait([&] { return events(name).size() >= count; });
}

QString PeerProcess::waitForText(const QRegularExpression& expression)
{
    const auto captured = [&] { return expression.match(QString::fromUtf8(output_)).captured(1); };
    (void)wait([&] { return !captured().isEmpty(); });
    return captured();
}

void PeerProcess::write(const QByteArray& bytes)
{
    process_.write(bytes);
}

void PeerProcess::closeInput()
{
    process_.closeWriteChannel();
}

void PeerProcess::interrupt()
{
    if (process_.processId() > 0)
        ::kill(pid_t(process_.processId()), SIGINT);
}

bool PeerProcess::waitForEnd()
{
    return wait([&] { return process_.state() == QProcess::NotRunning; });
}

} // namespace redial
