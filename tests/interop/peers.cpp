// SPDX-License-Identifier: MIT
#include "tests/interop/peers.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QStandardPaths>

namespace redial {
namespace {

const QString folder = QStringLiteral(INTEROP_FOLDER);
const QString python = QStringLiteral("/usr/bin/python3"); // Debian's, which has python3-websockets

bool runs(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.start(program, arguments);
    return process.waitForFinished(30'000) && process.exitStatus() == QProcess::NormalExit &&
           process.exitCode() == 0;
}

QString commandMissing(const QString& command)
{
    return QStandardPaths::findExecutable(command).isEmpty()
               ? QStringLiteral("%1 is not installed; tests/run installs it").arg(command)
               : QString();
}

} // namespace

QString dnsmasqProgram()
{
    const QString name = QStringLiteral("dnsmasq");
    const QString found = QStandardPaths::findExecutable(name);
    // Not on the PATH of every user.
    return found.isEmpty() ? QStandardPaths::findExecutable(name, {QStringLiteral("/usr/sbin")})
                           : found;
}

QString peerMissing(PeerKind kind)
{
    switch (kind) {
    case PeerKind::Node:
        if (!QFileInfo::exists(folder + QStringLiteral("/node_modules/ocpp-rpc")))
            return QStringLiteral("tests/interop has no node_modules; run npm ci there");
        return commandMissing(QStringLiteral("node"));
    case PeerKind::Python:
        return runs(python, {QStringLiteral("-c"), QStringLiteral("import websockets")})
                   ? QString()
                   : QStringLiteral("python3-websockets is not installed; tests/run installs it");
    case PeerKind::OpenSsl:
        return commandMissing(QStringLiteral("openssl"));
    case PeerKind::Curl:
        return commandMissing(QStringLiteral("curl"));
    case PeerKind::Dnsmasq:
        return dnsmasqProgram().isEmpty()
                   ? QStringLiteral("dnsmasq is not installed; tests/run installs dnsmasq-base")
                   : QString();
    }
    return {};
}

std::unique_ptr<PeerProcess> startPeer(const QString& script, const QStringList& arguments)
{
    const QString path = folder + QStringLiteral("/peers/") + script;
    const bool isNode = script.endsWith(QLatin1String(".mjs"));
    return std::make_unique<PeerProcess>(isNode ? QStringLiteral("node") : python,
                                         QStringList{path} + arguments);
}

std::unique_ptr<PeerProcess> startRedial(const QStringList& arguments)
{
    return std::make_unique<PeerProcess>(QStringLiteral(REDIAL_PROGRAM), arguments);
}

QJsonObject RedialRun::sum() const
{
    return QJsonDocument::fromJson(output.trimmed().split('\n').last()).object();
}

RedialRun runRedial(const QStringList& arguments)
{
    const auto run = startRedial(arguments);
    if (!run->waitForEnd() || !run->ran())
        return {-1, "did not end: " + run->output()};
    return {run->exitCode(), run->output()};
}

std::unique_ptr<PeerProcess> startServer(const QStringList& arguments, QString* address)
{
    auto server = startRedial(
        QStringList{QStringLiteral("serve"), QStringLiteral("--port"), QStringLiteral("0")} +
        arguments);
    static const QRegularExpression listening(
        QStringLiteral("listening on ((?:wss?|msgis?)://127\\.0\\.0\\.1:\\d+)"));
    *address = server->waitForText(listening);
    return server;
}

} // namespace redial
