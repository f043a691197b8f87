// SPDX-License-Identifier: MIT
#include "core/control/running_program.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace redial {

namespace {

const QString socketEnding = QStringLiteral(".socket");
const QString tokenEnding = QStringLiteral(".token");

Unexpected<QString> unsafeFolder(const QString& path, const QString& reason)
{
    return Unexpected{
        QStringLiteral("the folder for control sockets, %1, %2. Remove it, or set XDG_RUNTIME_DIR "
                       "to a folder of your own.")
            .arg(path, reason)};
}

QString parentFolder()
{
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    struct stat facts
    {
    };
    if (QDir::isAbsolutePath(runtime) &&
        ::stat(QFile::encodeName(runtime).constData(), &facts) == 0 && S_ISDIR(facts.st_mode) &&
        facts.st_uid == ::geteuid())
        return runtime + QStringLiteral("/redial");
    return QStringLiteral("%1/redial-%2").arg(QDir::tempPath()).arg(::geteuid());
}

/// False if nobody listens there any more: a socket whose program has died refuses.
bool isAlive(const QString& path)
{
    const QByteArray name = QFile::encodeName(path);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (name.size() >= qsizetype(sizeof address.sun_path))
        return false;
    std::memcpy(address.sun_path, name.constData(), std::size_t(name.size()));
    const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (probe < 0)
        return true;
    const int result =
        ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    const bool refused = result != 0 && (errno == ECONNREFUSED || errno == ENOENT);
    ::close(probe);
    return !refused;
}

std::optional<RunningProgram> programOf(const QString& folder, const QString& file)
{
    static const QRegularExpression pattern(
        QStringLiteral("^([1-9][0-9]{0,9})(?:\\.([A-Za-z0-9._-]{1,64}))?\\.socket$"));
    const auto match = pattern.match(file);
    if (!match.hasMatch())
        return std::nullopt;
    return RunningProgram{match.captured(1).toLongLong(), match.captured(2),
                          folder + QLatin1Char('/') + file};
}

QString pathOf(const QString& folder, qint64 pid, const QString& name, const QString& ending)
{
    const QString middle = name.isEmpty() ? QString() : QLatin1Char('.') + name;
    return QStringLiteral("%1/%2%3%4").arg(folder).arg(pid).arg(middle, ending);
}

QString describe(const std::vector<RunningProgram>& programs)
{
    QStringList texts;
    for (const RunningProgram& program : programs) {
        texts << (program.name.isEmpty()
                      ? QStringLiteral("--pid %1").arg(program.pid)
                      : QStringLiteral("--pid %1 (--name %2)").arg(program.pid).arg(program.name));
    }
    return texts.join(QLatin1String(", "));
}

} // namespace

Expected<QString, QString> controlFolder()
{
    const QString path = parentFolder();
    const QByteArray name = QFile::encodeName(path);
    if (::mkdir(name.constData(), S_IRWXU) != 0 && errno != EEXIST)
        return unsafeFolder(
            path,
            QStringLiteral("cannot be made: %1").arg(QString::fromLocal8Bit(strerror(errno))));
    struct stat facts
    {
    };
    // lstat: a link that somebody else has laid is not followed.
    if (::lstat(name.constData(), &facts) != 0 || !S_ISDIR(facts.st_mode))
        return unsafeFolder(path, QStringLiteral("is no folder"));
    if (facts.st_uid != ::geteuid())
        return unsafeFolder(path, QStringLiteral("belongs to another user"));
    if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0 && ::chmod(name.constData(), S_IRWXU) != 0)
        return unsafeFolder(path, QStringLiteral("is open to other users"));
    return path;
}

Expected<void, QString> validateProgramName(const QString& name)
{
    static const QRegularExpression pattern(QStringLiteral("^[A-Za-z0-9._-]{1,64}$"));
    if (pattern.match(name).hasMatch())
        return {};
    return Unexpected{QStringLiteral("\"%1\" cannot be a name; use 1 to 64 letters, digits, "
                                     "\".\", \"_\" and \"-\".")
                          .arg(name.left(80))};
}

QString controlSocketPath(const QString& folder, qint64 pid, const QString& name)
{
    return pathOf(folder, pid, name, socketEnding);
}

QString controlTokenPath(const QString& folder, qint64 pid, const QString& name)
{
    return pathOf(folder, pid, name, tokenEnding);
}

std::vector<RunningProgram> runningPrograms(const QString& folder)
{
    std::vector<RunningProgram> programs;
    const QStringList files =
        QDir(folder).entryList({QLatin1Char('*') + socketEnding}, QDir::System | QDir::Hidden);
    for (const QString& file : files) {
        const auto program = programOf(folder, file);
        if (!program)
            continue;
        if (isAlive(program->socketPath)) {
            programs.push_back(*program);
            continue;
        }
        QFile::remove(program->socketPath);
        QFile::remove(controlTokenPath(folder, program->pid, program->name));
    }
    std::ranges::sort(programs, {}, &RunningProgram::pid);
    return programs;
}

Expected<RunningProgram, QString> chooseProgram(const std::vector<RunningProgram>& programs,
                                                const QString& name, std::optional<qint64> pid)
{
    if (programs.empty())
        return Unexpected{QStringLiteral(
            "no Redial of yours is running; start redial connect, serve, demo or the window.")};
    std::vector<RunningProgram> fitting;
    for (const RunningProgram& program : programs) {
        if ((name.isEmpty() || program.name == name) && (!pid || program.pid == *pid))
            fitting.push_back(program);
    }
    if (fitting.size() == 1)
        return fitting.front();
    if (fitting.empty())
        return Unexpected{QStringLiteral("no running Redial is called that; there is %1.")
                              .arg(describe(programs))};
    return Unexpected{QStringLiteral("several are running; say which: %1.").arg(describe(fitting))};
}

} // namespace redial
