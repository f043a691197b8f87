// SPDX-License-Identifier: MIT
#include "core/control/control_client.h"
#include "core/control/local_control_server.h"
#include "core/control/running_program.h"
#include "core/time/system_clock.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QLocalServer>
#include <QLocalSocket>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tst_local_control {

using namespace redial;

namespace {

constexpr int patience = 30'000;

} // namespace

/// Does nothing, and remembers what it was told.
class Listener final : public Controllable
{
public:
    QJsonObject status() const override { return {{QStringLiteral("calls"), calls}}; }
    ControlOutcome connect() override
    {
        ++calls;
        return status();
    }
    ControlOutcome disconnect(std::optional<DropKind>, const QString&) override
    {
        return Unexpected{QStringLiteral("there is nothing to end.")};
    }

    int calls = 0;
};

namespace {

/// A Unix socket whose program has died: bound, never listened on again.
bool leaveStaleSocket(const QString& path)
{
    const QByteArray name = QFile::encodeName(path);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (name.size() >= qsizetype(sizeof address.sun_path))
        return false;
    std::copy(name.begin(), name.end(), address.sun_path);
    const int dead = ::socket(AF_UNIX, SOCK_STREAM, 0);
    const bool bound =
        ::bind(dead, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(dead);
    return bound && QFileInfo::exists(path);
}

enum AskerStatus { answered, turnedAway, keptOut };

/// In a process of that user: asks for the status, and says how that went.
[[noreturn]] void ask(const sockaddr_un& address, uid_t user)
{
    constexpr std::string_view question = "{\"redial\":1,\"action\":\"status\"}\n";
    const int asker = ::socket(AF_UNIX, SOCK_STREAM, 0);
    if (::setuid(user) != 0 ||
        ::connect(asker, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        ::_exit(keptOut);
    char byte = 0;
    const bool sent = ::send(asker, question.data(), question.size(), MSG_NOSIGNAL) > 0;
    ::_exit(sent && ::read(asker, &byte, 1) == 1 ? answered : turnedAway);
}

int statusOfAskerWith(const QString& path, uid_t user)
{
    const QByteArray name = QFile::encodeName(path);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(name.begin(), name.end(), address.sun_path);
    const pid_t child = ::fork();
    if (child == 0)
        ask(address, user);
    int status = 0;
    const bool ended =
        QTest::qWaitFor([&] { return ::waitpid(child, &status, WNOHANG) == child; }, patience);
    return ended && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

class TestLocalControl : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void anOrderIsCarriedOutAnsweredAndRecorded();
    void askingIsNoEvent();
    void ordersInOnePieceAndByteByByteAreTheSame();
    void aLineThatIsTooLongEndsTheConnection();
    void theLongestSilentOfTooManyGivesWay();
    void anAskerWhoDoesNotReadIsCutOff();
    void nobodyElseMayEnter();
    void anotherUserGetsNoAnswer_data();
    void anotherUserGetsNoAnswer();
    void aFolderThatIsALinkIsRefused();
    void withoutARuntimeFolderATemporaryOneIsUsed();
    void whatTheDeadLeaveIsRemoved();
    void aFileThatIsNoSocketOfOursStays();
    void aNameIsTakenOnce();
    void aWrongNameIsRefused();
    void theSocketGoesWithItsServer();
    void anOrderToNobodyFails();

private:
    QLocalSocket* connected();
    static QJsonObject answerOf(QLocalSocket& socket);

    std::unique_ptr<QTemporaryDir> folder_;
    SystemClock clock_;
    std::unique_ptr<EventLog> log_;
    std::unique_ptr<Listener> listener_;
    std::unique_ptr<ControlDesk> desk_;
    std::unique_ptr<LocalControlServer> server_;
};

void TestLocalControl::init()
{
    folder_ = std::make_unique<QTemporaryDir>();
    qputenv("XDG_RUNTIME_DIR", QFile::encodeName(folder_->path()));
    log_ = std::make_unique<EventLog>();
    listener_ = std::make_unique<Listener>();
    desk_ =
        std::make_unique<ControlDesk>(*listener_, EventRecorder(*log_, clock_, Source::Harness));
    server_ = std::make_unique<LocalControlServer>(*desk_);
}

void TestLocalControl::cleanup()
{
    server_.reset();
    folder_.reset();
}

QLocalSocket* TestLocalControl::connected()
{
    auto* socket = new QLocalSocket(server_.get());
    socket->connectToServer(server_->socketPath());
    return socket;
}

QJsonObject TestLocalControl::answerOf(QLocalSocket& socket)
{
    if (!QTest::qWaitFor([&] { return socket.canReadLine(); }, patience))
        return {};
    return QJsonDocument::fromJson(socket.readLine()).object();
}

void TestLocalControl::anOrderIsCarriedOutAnsweredAndRecorded()
{
    QVERIFY(server_->listen(QStringLiteral("bench-1")).hasValue());
    const auto programs = runningPrograms(*controlFolder());
    QCOMPARE(programs.size(), std::size_t(1));
    QCOMPARE(programs.front().name, QStringLiteral("bench-1"));
    QCOMPARE(programs.front().pid, QCoreApplication::applicationPid());
    ControlClient client;
    QList<bool> outcomes;
    connect(&client, &ControlClient::answered, this,
            [&](quint32, const ControlOutcome& outcome) { outcomes << bool(outcome); });
    client.connectTo(programs.front().socketPath);
    client.send({.action = ControlAction::Connect});
    client.send({.action = ControlAction::Disconnect, .kind = DropKind::Reset});
    QTRY_COMPARE_WITH_TIMEOUT(outcomes, QList<bool>({true, false}), patience);
    QCOMPARE(listener_->calls, 1);
    QCOMPARE(log_->size(), EventNumber(3));
    QCOMPARE(log_->header(1).kind, EventKind::Commanded);
    QCOMPARE(log_->header(1).lane, Lane::User);
    QVERIFY(log_->text(1, FieldKey::Action) == "connect");
    QVERIFY(log_->text(1, FieldKey::Detail) == "the local socket");
    QVERIFY(log_->text(2, FieldKey::Mode) == "reset");
    QCOMPARE(log_->header(3).kind, EventKind::CommandRefused);
    QVERIFY(log_->text(3, FieldKey::Reason) == "there is nothing to end.");
}

void TestLocalControl::askingIsNoEvent()
{
    QVERIFY(server_->listen({}).hasValue());
    QLocalSocket* socket = connected();
    socket->write("{\"redial\":1,\"action\":\"status\"}\n{\"redial\":1,\"action\":\"list\"}\n");
    QVERIFY(answerOf(*socket).value(QLatin1String("ok")).toBool());
    QVERIFY(answerOf(*socket).value(QLatin1String("ok")).toBool());
    QCOMPARE(log_->size(), EventNumber(0));
}

void TestLocalControl::ordersInOnePieceAndByteByByteAreTheSame()
{
    QVERIFY(server_->listen({}).hasValue());
    const QByteArray line = "{\"redial\":1,\"id\":4,\"action\":\"connect\"}\n";
    QLocalSocket* whole = connected();
    whole->write(line + line);
    QCOMPARE(answerOf(*whole).value(QLatin1String("id")).toInt(), 4);
    QCOMPARE(answerOf(*whole).value(QLatin1String("id")).toInt(), 4);
    QLocalSocket* pieces = connected();
    for (const char byte : line) {
        pieces->write(&byte, 1);
        pieces->flush();
        QCoreApplication::processEvents();
    }
    QCOMPARE(answerOf(*pieces).value(QLatin1String("id")).toInt(), 4);
    QCOMPARE(listener_->calls, 3);
}

void TestLocalControl::aLineThatIsTooLongEndsTheConnection()
{
    QVERIFY(server_->listen({}).hasValue());
    QLocalSocket* socket = connected();
    QSignalSpy ended(socket, &QLocalSocket::disconnected);
    const QByteArray longest =
        "{\"redial\":1,\"action\":\"status\"" + QByteArray(longestControlLine - 30, ' ') + "}";
    QCOMPARE(longest.size(), longestControlLine);
    socket->write(longest + '\n');
    QVERIFY(answerOf(*socket).value(QLatin1String("ok")).toBool());
    QVERIFY(ended.isEmpty());
    socket->write(longest + " \n");
    const QJsonObject refused = answerOf(*socket);
    QVERIFY(!refused.value(QLatin1String("ok")).toBool());
    QVERIFY(refused.value(QLatin1String("error")).toString().contains(QLatin1String("65536")));
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, patience);
    QVERIFY(server_->isListening());
}

void TestLocalControl::theLongestSilentOfTooManyGivesWay()
{
    QVERIFY(server_->listen({}).hasValue());
    QList<QLocalSocket*> sockets;
    for (int i = 0; i < LocalControlServer::mostConnections; ++i) {
        sockets << connected();
        sockets.last()->write("{\"redial\":1,\"action\":\"connect\"}\n");
        QVERIFY(answerOf(*sockets.last()).value(QLatin1String("ok")).toBool());
    }
    sockets.first()->write("{\"redial\":1,\"action\":\"status\"}\n");
    QVERIFY(answerOf(*sockets.first()).value(QLatin1String("ok")).toBool());
    QLocalSocket* another = connected();
    another->write("{\"redial\":1,\"action\":\"status\"}\n");
    QVERIFY(answerOf(*another).value(QLatin1String("ok")).toBool());
    QTRY_COMPARE_WITH_TIMEOUT(sockets[1]->state(), QLocalSocket::UnconnectedState, patience);
    QCOMPARE(sockets[0]->state(), QLocalSocket::ConnectedState);
    QCOMPARE(sockets[2]->state(), QLocalSocket::ConnectedState);
}

void TestLocalControl::anAskerWhoDoesNotReadIsCutOff()
{
    QVERIFY(server_->listen({}).hasValue());
    QLocalSocket* socket = connected();
    socket->setReadBufferSize(1);
    QSignalSpy ended(socket, &QLocalSocket::disconnected);
    const QByteArray wrong = "{\"redial\":1,\"action\":\"" + QByteArray(64, 'x') + "\"}\n";
    QByteArray flood;
    while (flood.size() < 1024 * 1024)
        flood += wrong;
    for (int i = 0; i < 8; ++i)
        socket->write(flood);
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, patience);
}

void TestLocalControl::nobodyElseMayEnter()
{
    QVERIFY(server_->listen({}).hasValue());
    const QFileInfo folder(*controlFolder());
    constexpr auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup |
                            QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;
    QCOMPARE(folder.permissions() & others, QFile::Permissions());
    QCOMPARE(QFileInfo(server_->socketPath()).permissions() & others, QFile::Permissions());
    // A folder that was left open is closed again.
    QVERIFY(QFile::setPermissions(folder.filePath(), QFile::Permissions(0x7777)));
    QVERIFY(controlFolder().hasValue());
    QCOMPARE(QFileInfo(folder.filePath()).permissions() & others, QFile::Permissions());
}

void TestLocalControl::anotherUserGetsNoAnswer_data()
{
    QTest::addColumn<bool>("open");
    QTest::newRow("the folder keeps him out") << false;
    QTest::newRow("the server turns him away where somebody opened the folder") << true;
}

void TestLocalControl::anotherUserGetsNoAnswer()
{
    QFETCH(bool, open);
    if (::geteuid() != 0)
        QSKIP("only root can become another user");
    QVERIFY(server_->listen({}).hasValue());
    const auto everybody = QFile::Permissions(0x7777);
    QVERIFY(QFile::setPermissions(folder_->path(), everybody));
    if (open) {
        QVERIFY(QFile::setPermissions(*controlFolder(), everybody));
        QVERIFY(QFile::setPermissions(server_->socketPath(), everybody));
    }
    QCOMPARE(statusOfAskerWith(server_->socketPath(), ::geteuid()), answered);
    QCOMPARE(statusOfAskerWith(server_->socketPath(), 65534), open ? turnedAway : keptOut);
}

void TestLocalControl::aFolderThatIsALinkIsRefused()
{
    QTemporaryDir elsewhere;
    QVERIFY(QFile::link(elsewhere.path(), folder_->filePath(QStringLiteral("redial"))));
    const auto folder = controlFolder();
    QVERIFY(!folder.hasValue());
    QVERIFY2(folder.error().contains(QLatin1String("XDG_RUNTIME_DIR")), qPrintable(folder.error()));
    QVERIFY(!server_->listen({}).hasValue());
}

void TestLocalControl::withoutARuntimeFolderATemporaryOneIsUsed()
{
    const QByteArray before = qgetenv("TMPDIR");
    qputenv("TMPDIR", QFile::encodeName(folder_->path()));
    for (const char* value : {"", "not/absolute", "/does/not/exist"}) {
        qputenv("XDG_RUNTIME_DIR", value);
        const auto folder = controlFolder();
        QVERIFY(folder.hasValue());
        QCOMPARE(*folder, folder_->filePath(QStringLiteral("redial-%1").arg(::geteuid())));
    }
    before.isNull() ? qunsetenv("TMPDIR") : qputenv("TMPDIR", before);
}

void TestLocalControl::whatTheDeadLeaveIsRemoved()
{
    const QString folder = *controlFolder();
    const QString stale = controlSocketPath(folder, 999'999, QStringLiteral("gone"));
    QVERIFY(leaveStaleSocket(stale));
    QFile token(folder + QStringLiteral("/999999.gone.token"));
    QVERIFY(token.open(QIODevice::WriteOnly));
    // Its name is free again.
    QVERIFY(server_->listen(QStringLiteral("gone")).hasValue());
    QVERIFY(!QFileInfo::exists(stale));
    QVERIFY(!token.exists());
    QCOMPARE(runningPrograms(folder).size(), std::size_t(1));
}

void TestLocalControl::aFileThatIsNoSocketOfOursStays()
{
    const QString folder = *controlFolder();
    QFile other(folder + QStringLiteral("/notes.socket"));
    QVERIFY(other.open(QIODevice::WriteOnly));
    QVERIFY(runningPrograms(folder).empty());
    QVERIFY(other.exists());
}

void TestLocalControl::aNameIsTakenOnce()
{
    QLocalServer other;
    QVERIFY(other.listen(controlSocketPath(*controlFolder(), 4242, QStringLiteral("bench"))));
    const auto second = server_->listen(QStringLiteral("bench"));
    QVERIFY(!second.hasValue());
    QVERIFY2(second.error().contains(QLatin1String("4242")), qPrintable(second.error()));
    QVERIFY(server_->listen(QStringLiteral("bench2")).hasValue());
}

void TestLocalControl::aWrongNameIsRefused()
{
    for (const QString& name :
         {QStringLiteral("../up"), QStringLiteral("a b"), QString(65, QLatin1Char('a'))}) {
        const auto listening = server_->listen(name);
        QVERIFY(!listening.hasValue());
        QVERIFY(listening.error().contains(QLatin1String("letters")));
    }
}

void TestLocalControl::theSocketGoesWithItsServer()
{
    QVERIFY(server_->listen({}).hasValue());
    const QString path = server_->socketPath();
    QVERIFY(QFileInfo::exists(path));
    server_.reset();
    QVERIFY(!QFileInfo::exists(path));
}

void TestLocalControl::anOrderToNobodyFails()
{
    ControlClient client;
    QSignalSpy failed(&client, &ControlClient::failed);
    client.connectTo(folder_->filePath(QStringLiteral("nobody.socket")));
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, patience);
    QVERIFY(!client.isUsable());
}

QTEST_GUILESS_MAIN(TestLocalControl)

} // namespace tst_local_control

#include "tst_local_control.moc"
