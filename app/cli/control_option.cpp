// SPDX-License-Identifier: MIT
#include "app/cli/control_option.h"

#include "core/control/running_program.h"

#include <QCoreApplication>

namespace redial {

namespace {

const QString nameOption = QStringLiteral("name");
const QString portOption = QStringLiteral("control-port");
const QString addressOption = QStringLiteral("control-address");

/// Orders are short.
constexpr std::size_t mostBody = longestControlLine;

Expected<QHostAddress, QString> readAddress(const ParsedArguments& arguments)
{
    const QString text = arguments.value(addressOption).value_or(QStringLiteral("127.0.0.1"));
    const QHostAddress address(text);
    if (address.isNull())
        return Unexpected{QStringLiteral("--%1: \"%2\" is no IP address, as in 127.0.0.1.")
                              .arg(addressOption, text)};
    return address;
}

void announce(Console& console, const QString& address, const QString& token)
{
    if (console.json()) {
        console.object(
            {{QStringLiteral("control"), address}, {QStringLiteral("token_file"), token}});
        return;
    }
    console.result(QStringLiteral("control on %1, the token is in %2").arg(address, token));
}

} // namespace

OptionSpec ControlOption::nameSpec()
{
    return {nameOption, QStringLiteral("NAME"),
            QStringLiteral("what redial ctl --name calls this run (its pid)"),
            QStringLiteral("Control from outside")};
}

std::vector<OptionSpec> ControlOption::specs()
{
    const QString section = nameSpec().section;
    return {
        nameSpec(),
        {portOption, QStringLiteral("NUMBER"),
         QStringLiteral("take orders over HTTP too, on this port, 0 for any free one"), section},
        {addressOption, QStringLiteral("IP"),
         QStringLiteral("address of --control-port (127.0.0.1)"), section},
    };
}

Expected<void, QString> ControlOption::check(const ParsedArguments& arguments)
{
    if (const auto name = arguments.value(nameOption)) {
        if (const auto valid = validateProgramName(*name); !valid)
            return Unexpected{QStringLiteral("--%1: %2").arg(nameOption, valid.error())};
    }
    if (const auto port = arguments.number(portOption, 0, 65535); !port)
        return Unexpected{port.error()};
    if (const auto address = readAddress(arguments); !address)
        return Unexpected{address.error()};
    return {};
}

bool ControlOption::isAskedFor(const ParsedArguments& arguments)
{
    return arguments.isSet(nameOption) || arguments.isSet(portOption);
}

Expected<void, QString> ControlOption::open(const ParsedArguments& arguments,
                                            Controllable& controllable, EventLog& log,
                                            const Clock& clock, Console& console)
{
    if (const auto opened = openLocal(arguments, controllable, log, clock, console); !opened)
        return opened;
    return openHttp(arguments, console);
}

Expected<void, QString> ControlOption::openLocal(const ParsedArguments& arguments,
                                                 Controllable& controllable, EventLog& log,
                                                 const Clock& clock, Console& console)
{
    desk_.emplace(controllable, EventRecorder(log, clock, Source::Harness));
    return openSocket(arguments, console);
}

Expected<HttpControl*, QString> ControlOption::makeHttp(const ParsedArguments& arguments)
{
    const auto folder = controlFolder();
    if (!folder)
        return Unexpected{folder.error()};
    token_.emplace();
    const QString name = arguments.value(nameOption).value_or(QString());
    if (const auto written =
            token_->writeTo(controlTokenPath(*folder, QCoreApplication::applicationPid(), name));
        !written)
        return Unexpected{written.error()};
    return &http_.emplace(*desk_, *token_);
}

Expected<void, QString> ControlOption::openSocket(const ParsedArguments& arguments,
                                                  Console& console)
{
    socket_.emplace(*desk_);
    const auto name = arguments.value(nameOption);
    const auto listening = socket_->listen(name.value_or(QString()));
    if (listening)
        return {};
    if (name)
        return Unexpected{QStringLiteral("--name: %1").arg(listening.error())};
    console.error(QStringLiteral("redial ctl will not reach this run: %1").arg(listening.error()));
    return {};
}

Expected<void, QString> ControlOption::openHttp(const ParsedArguments& arguments, Console& console)
{
    if (!arguments.isSet(portOption))
        return {};
    // Both have passed check().
    const auto port = arguments.number(portOption, 0, 65535);
    const auto address = readAddress(arguments);
    if (!port || !address)
        return check(arguments);
    if (const auto made = makeHttp(arguments); !made)
        return Unexpected{made.error()};
    server_.emplace([this](const HttpRequest& request) { return http_->answer(request); },
                    HttpServerLimits{.body = mostBody, .connections = 16});
    const auto listening = server_->listen(*address, quint16(*port));
    if (!listening)
        return Unexpected{QStringLiteral("--%1: %2").arg(portOption, listening.error())};
    const QString host = address->protocol() == QAbstractSocket::IPv6Protocol
                             ? QStringLiteral("[%1]").arg(address->toString())
                             : address->toString();
    announce(console, QStringLiteral("http://%1:%2/control").arg(host).arg(*listening),
             token_->path());
    return {};
}

} // namespace redial
