// SPDX-License-Identifier: MIT
#include "core/bench/bench_process.h"

#include <QElapsedTimer>
#include <QJsonDocument>

namespace redial {

namespace {

constexpr std::chrono::milliseconds usualPatience{60'000};
constexpr int mostExitMilliseconds = 5'000;

} // namespace

BenchProcess::BenchProcess(const QString& program, const QStringList& arguments,
                           const QJsonObject& order)
    : role_(order.value(QStringLiteral("role")).toString())
{
    process_.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process_.start(program, arguments + QStringList{QString::fromUtf8(
                                            QJsonDocument(order).toJson(QJsonDocument::Compact))});
}

BenchProcess::~BenchProcess()
{
    process_.closeWriteChannel();
    if (process_.state() != QProcess::NotRunning &&
        !process_.waitForFinished(mostExitMilliseconds)) {
        process_.kill();
        process_.waitForFinished(mostExitMilliseconds);
    }
}

Expected<QJsonObject, QString> BenchProcess::answer(const QString& member,
                                                    std::chrono::milliseconds patience)
{
    QElapsedTimer waited;
    waited.start();
    const qint64 most = (usualPatience + patience).count();
    while (!process_.canReadLine()) {
        if (waited.elapsed() >= most)
            return Unexpected{
                failure(QStringLiteral("did not answer within %1 s").arg(most / 1000))};
        if (!process_.waitForReadyRead(int(most - waited.elapsed())) && !process_.canReadLine() &&
            process_.state() == QProcess::NotRunning)
            return Unexpected{
                failure(process_.error() == QProcess::FailedToStart
                            ? QStringLiteral("could not be started: %1").arg(process_.errorString())
                            : QStringLiteral("ended with status %1").arg(process_.exitCode()))};
    }
    const QJsonObject told = QJsonDocument::fromJson(process_.readLine()).object();
    if (!told.contains(member))
        return Unexpected{failure(QStringLiteral("said something else than \"%1\"").arg(member))};
    return told;
}

Expected<QJsonObject, QString> BenchProcess::ask(const QString& command)
{
    process_.write(command.toUtf8() + '\n');
    return answer(command);
}

QString BenchProcess::failure(const QString& what)
{
    return QStringLiteral("the bench's %1 process %2; see that nothing ends it, and that this "
                          "machine has memory and ports left, then start the bench again.")
        .arg(role_, what);
}

} // namespace redial
