// SPDX-License-Identifier: MIT
#include "core/fault/fault_description.h"

#include "core/base/to_qstring.h"
#include "core/fault/fault_implementations.h"
#include "core/fault/msgi_faults.h"

#include <QJsonArray>

#include <algorithm>

namespace redial {

namespace {

QStringList modeNamesOf(const FaultModes& modes)
{
    QStringList names;
    for (std::size_t i = 0; i < faultModeNames().size(); ++i) {
        if (modes.contains(static_cast<FaultMode>(i)))
            names << toQString(faultModeNames()[i]);
    }
    return names;
}

QString absenceText(const FaultDefinition& fault)
{
    switch (fault.availability) {
    case FaultAvailability::WithMsgi:
    case FaultAvailability::Available:
        break;
    }
    return QStringLiteral("not in this version");
}

QString momentText(FaultStage stage)
{
    switch (stage) {
    case FaultStage::Process:
        return QStringLiteral("on the whole server or client");
    case FaultStage::Listener:
        return QStringLiteral("on the port, before connections are accepted");
    case FaultStage::Connect:
        return QStringLiteral("on a connection when it begins");
    case FaultStage::Tls:
        return QStringLiteral("on a connection in its TLS handshake");
    case FaultStage::Upgrade:
        return QStringLiteral("on a connection when its HTTP request has been read");
    case FaultStage::Stream:
        return QStringLiteral("on a connection from its begin to its end");
    case FaultStage::Open:
        return QStringLiteral("on a connection while its WebSocket is open");
    case FaultStage::Message:
        break;
    }
    return QStringLiteral("on one message");
}

/// In lines of at most 88 characters.
QString wrapped(const QString& text)
{
    constexpr qsizetype width = 88;
    QString lines;
    qsizetype column = 0;
    for (const QString& word : text.split(QLatin1Char(' '))) {
        if (column > 0 && column + 1 + word.size() > width) {
            lines += QLatin1Char('\n');
            column = 0;
        } else if (column > 0) {
            lines += QLatin1Char(' ');
            ++column;
        }
        lines += word;
        column += word.size();
    }
    return lines;
}

QJsonObject parameterToJson(const FaultParameter& parameter)
{
    QJsonObject object{{QStringLiteral("name"), toQString(parameter.name)},
                       {QStringLiteral("value"), parameter.valueName()},
                       {QStringLiteral("default"), toQString(parameter.standard)},
                       {QStringLiteral("help"), toQString(parameter.help)}};
    if (!parameter.unit.empty())
        object.insert(QStringLiteral("unit"), toQString(parameter.unit));
    return object;
}

/// What the server has to be told beside the fault.
QString serverNeeds(const FaultDefinition& fault)
{
    if (fault.level == FaultLevel::Tls)
        return QStringLiteral(" --tls");
    if (fault.level == FaultLevel::Application)
        return QStringLiteral(" --profile stream");
    if (fault.level != FaultLevel::Msgi)
        return {};
    const QString profile = QStringLiteral(" --profile msgi");
    if (fault.id == "M6")
        return profile + QStringLiteral(" --hmac-key-file hmac.key");
    return fault.id == "M7" ? profile + QStringLiteral(" --compress zstd") : profile;
}

} // namespace

QString faultModesText(const FaultDefinition& fault)
{
    const QStringList names = modeNamesOf(availableModes(fault));
    return names.isEmpty() ? absenceText(fault) : names.join(QLatin1String(", "));
}

QString faultStageText(const FaultDefinition& fault)
{
    const QString kind = fault.lasts ? QStringLiteral("a state") : QStringLiteral("one act");
    QString text = QStringLiteral("%1 %2").arg(kind, momentText(fault.stage));
    if (!fault.action.empty())
        text += QStringLiteral(", the answer to %1").arg(toQString(fault.action));
    else if (fault.messageKind == FaultMessageKind::Answer)
        text += QStringLiteral(", the answer to a CALL");
    if (fault.direction)
        text += QStringLiteral("; direction %1 unless the plan says otherwise")
                    .arg(toQString(nameOf(*fault.direction)));
    return text;
}

QStringList faultExampleCommands(const FaultDefinition& fault)
{
    const FaultModes modes = availableModes(fault);
    QString option = toQString(fault.example);
    // In single quotes, so that double ones reach the reader.
    option = QStringLiteral("--fault '%1'").arg(option);
    QStringList commands;
    if (modes.contains(FaultMode::Server))
        commands << QStringLiteral("redial serve%1 %2").arg(serverNeeds(fault), option);
    if (modes.contains(FaultMode::Proxy))
        commands << QStringLiteral(
                        "redial proxy --listen 127.0.0.1:9001 --upstream 127.0.0.1:9000 %1")
                        .arg(option);
    if (modes.contains(FaultMode::Client))
        commands << QStringLiteral("redial connect ws://localhost:9000/ %1").arg(option);
    return commands;
}

QString faultParameterText(const FaultParameter& parameter)
{
    QString text = toQString(parameter.standard);
    if (text.isEmpty())
        text = QStringLiteral("empty");
    const QString range = parameter.valueName();
    const bool isWorthSaying = range != QLatin1String("DURATION") &&
                               range != QLatin1String("BYTES") && range != QLatin1String("TEXT");
    if (!parameter.unit.empty() && parameter.type != FaultParameter::Type::Bytes)
        text += QLatin1Char(' ') + toQString(parameter.unit);
    return isWorthSaying ? QStringLiteral("%1; %2").arg(text, range) : text;
}

QString faultExplanation(const FaultDefinition& fault)
{
    QStringList lines;
    lines << QStringLiteral("%1 %2: %3")
                 .arg(toQString(fault.id), toQString(fault.name), toQString(fault.summary))
          << QString() << wrapped(toQString(fault.explanation)) << QString()
          << QStringLiteral("Level    %1").arg(toQString(nameOf(fault.level)))
          << QStringLiteral("Modes    %1").arg(faultModesText(fault))
          << QStringLiteral("Kind     %1").arg(faultStageText(fault));
    if (const QString why = whyNotOnMsgi(fault); !why.isEmpty())
        lines << QStringLiteral("MSGI     not done by redial serve --profile msgi: ") + why;
    if (!fault.parameters.empty())
        lines << QString() << QStringLiteral("Parameters (default; values):");
    for (const FaultParameter& parameter : fault.parameters)
        lines << QStringLiteral("  %1 %2")
                     .arg(toQString(parameter.name), -20)
                     .arg(toQString(parameter.help))
              << QStringLiteral("  %1 (%2)").arg(QString(), -20).arg(faultParameterText(parameter));
    const QStringList commands = faultExampleCommands(fault);
    if (!commands.isEmpty())
        lines << QString() << QStringLiteral("Example:");
    for (const QString& command : commands)
        lines << QStringLiteral("  ") + command;
    return lines.join(QLatin1Char('\n'));
}

QJsonObject faultToJson(const FaultDefinition& fault)
{
    QJsonArray parameters;
    for (const FaultParameter& parameter : fault.parameters)
        parameters.append(parameterToJson(parameter));
    const FaultModes modes = availableModes(fault);
    QJsonObject object{{QStringLiteral("id"), toQString(fault.id)},
                       {QStringLiteral("name"), toQString(fault.name)},
                       {QStringLiteral("level"), toQString(nameOf(fault.level))},
                       {QStringLiteral("modes"), QJsonArray::fromStringList(modeNamesOf(modes))},
                       {QStringLiteral("summary"), toQString(fault.summary)},
                       {QStringLiteral("explanation"), toQString(fault.explanation)},
                       {QStringLiteral("lasts"), fault.lasts},
                       {QStringLiteral("parameters"), parameters},
                       {QStringLiteral("example"), toQString(fault.example)}};
    if (fault.direction)
        object.insert(QStringLiteral("direction"), toQString(nameOf(*fault.direction)));
    if (const QString why = whyNotOnMsgi(fault); !why.isEmpty())
        object.insert(QStringLiteral("not_on_msgi"), why);
    if (modes.isEmpty())
        object.insert(QStringLiteral("absent"), absenceText(fault));
    return object;
}

} // namespace redial
