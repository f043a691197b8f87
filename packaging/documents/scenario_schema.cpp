// SPDX-License-Identifier: MIT
// The scenario file as a JSON Schema, out of the tables that its reader uses.
#include "core/base/to_qstring.h"
#include "core/fault/fault_catalogue.h"
#include "core/fault/fault_plan.h"
#include "core/reconnect/policy_knobs.h"
#include "core/scenario/scenario_members.h"
#include "core/scenario/scenario_reader.h"
#include "core/session/session_knobs.h"
#include "core/verdict/oracle.h"
#include "core/wire/ocpp_profile.h"
#include "core/wire/websocket_close.h"
#include "packaging/documents/documents.h"
#include "packaging/documents/schema_values.h"

#include <QJsonDocument>

namespace redial {

namespace {

using namespace schema;

const QString range = QStringLiteral("^[1-9][0-9]*(\\.\\.([1-9][0-9]*)?)?$");
const QString notEmpty = QStringLiteral(".");
const QString notBlank = QStringLiteral("\\S");

QJsonObject fromOne()
{
    return anyOf({whole(1, 1e18), text(QStringLiteral("^0*[1-9][0-9]*$"))});
}

QJsonObject rangeOfNumbers()
{
    return anyOf({whole(1, 1e18), text(range)});
}

/// What faults take as text may stand there as a number or a switch as well.
QJsonObject textOrScalar()
{
    return anyOf(
        {text(notEmpty), flag(), QJsonObject{{QStringLiteral("type"), QStringLiteral("number")}}});
}

QJsonObject timeOfFault(const QJsonObject& duration)
{
    return anyOf({duration, QJsonObject{{QStringLiteral("const"), 0}}});
}

/// The ways to close: the codes of whole thousands as a pattern, the others by themselves.
QString closingPattern()
{
    QStringList ways{QString(), QStringLiteral("rst"), QStringLiteral("reset"),
                     QStringLiteral("fin")};
    for (int thousand = 1; thousand < 10; ++thousand) {
        QStringList codes;
        for (int code = thousand * 1000; code < (thousand + 1) * 1000; ++code) {
            if (mayBeSent(std::uint16_t(code)))
                codes << QString::number(code);
        }
        if (codes.size() == 1000)
            ways << QStringLiteral("%1[0-9]{3}").arg(thousand);
        else
            ways << codes;
    }
    return QStringLiteral("^(%1)$").arg(ways.join(QLatin1Char('|')));
}

QJsonObject connections()
{
    return text(QStringLiteral("^0*[1-9][0-9]*(-[0-9]*)?$"));
}

QJsonObject closing()
{
    QJsonObject schema = object({{QStringLiteral("how"), text(closingPattern())},
                                 {QStringLiteral("connections"), connections()},
                                 {QStringLiteral("on_message"), whole(1, 4294967295.0)},
                                 {QStringLiteral("after"), duration()}});
    const QStringList both{QStringLiteral("on_message"), QStringLiteral("after")};
    schema.insert(QStringLiteral("not"),
                  QJsonObject{{QStringLiteral("required"), QJsonArray::fromStringList(both)}});
    return schema;
}

QJsonObject anyObject()
{
    return {{QStringLiteral("type"), QStringLiteral("object")}};
}

QJsonObject server()
{
    const QJsonObject call = object({{QStringLiteral("after"), duration()},
                                     {QStringLiteral("action"), text()},
                                     {QStringLiteral("payload"), anyObject()},
                                     {QStringLiteral("connections"), connections()}});
    return object({{QStringLiteral("port"), whole(0, 65535)},
                   {QStringLiteral("boot"),
                    text(QStringLiteral("^(accepted|pending|rejected)(:|:[0-9]+(x[0-9]+)?)?$"))},
                   {QStringLiteral("closings"), list(closing())},
                   {QStringLiteral("calls"), list(call)},
                   {QStringLiteral("feed"), feed()}});
}

QJsonObject client()
{
    QStringList protocols{QStringLiteral("none")};
    for (const OcppProfile& profile : ocppProfiles())
        protocols << profile.subprotocol;
    const QJsonObject station = text(QStringLiteral("^[^/]+$"));
    QJsonObject members{
        {QStringLiteral("station"), station},
        {QStringLiteral("protocol"), oneWordOf(protocols)},
        {QStringLiteral("transport"), oneWordOf({QStringLiteral("qt"), QStringLiteral("precise")})},
        {QStringLiteral("deflate"), flag()},
        {QStringLiteral("echo"), flag()},
        {QStringLiteral("policy"), settings(policyKnobs())},
        {QStringLiteral("session"), settings(sessionKnobs())},
        {QStringLiteral("profile"), oneWordOf({QStringLiteral("station")})}};
    const QJsonObject own = object(members);
    members.insert(QStringLiteral("protocol"), oneWordOf({QStringLiteral("none")}));
    members.insert(QStringLiteral("profile"), oneWordOf({QStringLiteral("stream")}));
    members.insert(QStringLiteral("stream"), stream());
    const QJsonObject ofFeed = object(members, {QStringLiteral("profile")});
    QJsonObject words = list(text(), 1);
    words.insert(QStringLiteral("maxItems"), 1000);
    // The first one is the program.
    words.insert(QStringLiteral("items"), QJsonArray{text(notBlank)});
    words.insert(QStringLiteral("additionalItems"), text());
    const QJsonObject variables{{QStringLiteral("type"), QStringLiteral("object")},
                                {QStringLiteral("additionalProperties"), text()}};
    const QJsonObject foreign = object({{QStringLiteral("station"), station},
                                        {QStringLiteral("protocol"), oneWordOf(protocols)},
                                        {QStringLiteral("command"), words},
                                        {QStringLiteral("environment"), variables}},
                                       {QStringLiteral("command")});
    return anyOf({own, ofFeed, foreign, oneWordOf({QStringLiteral("nobody")})});
}

QJsonObject having(const QString& member, const QJsonObject& value)
{
    return {{QStringLiteral("properties"), QJsonObject{{member, value}}},
            {QStringLiteral("required"), QJsonArray{member}}};
}

/// What a client of somebody else's asks of the rest of the file.
QJsonArray foreignRules()
{
    const QString client = QStringLiteral("client");
    const QJsonObject nobody = oneWordOf({QStringLiteral("nobody")});
    const QJsonObject command{{QStringLiteral("type"), QStringLiteral("object")},
                              {QStringLiteral("required"), QJsonArray{QStringLiteral("command")}}};
    const QJsonObject none{{QStringLiteral("maxItems"), 0}};
    const QJsonObject steps{
        {QStringLiteral("properties"),
         QJsonObject{{QStringLiteral("drops"), none}, {QStringLiteral("calls"), none}}}};
    const QJsonObject anyForeign{
        {QStringLiteral("properties"),
         QJsonObject{{QStringLiteral("clock"), oneWordOf({QStringLiteral("system")})},
                     {QStringLiteral("steps"), steps}}}};
    const QJsonObject port = having(QStringLiteral("port"), whole(1, 65535));
    return {QJsonObject{{QStringLiteral("if"), having(client, anyOf({command, nobody}))},
                        {QStringLiteral("then"), anyForeign}},
            QJsonObject{{QStringLiteral("if"), having(client, nobody)},
                        {QStringLiteral("then"), having(QStringLiteral("server"), port)}}};
}

QJsonObject steps()
{
    const QStringList drops{QStringLiteral("close"), QStringLiteral("fin"),
                            QStringLiteral("reset")};
    const QString at = QStringLiteral("at");
    const QString action = QStringLiteral("action");
    const QString length = QStringLiteral("duration");
    return object({{QStringLiteral("drops"),
                    list(object({{at, duration()}, {QStringLiteral("kind"), oneWordOf(drops)}}))},
                   {QStringLiteral("calls"),
                    list(object({{at, duration()},
                                 {action, text(QStringLiteral("^[A-Za-z][A-Za-z0-9]{0,35}$"))},
                                 {QStringLiteral("payload"), anyObject()}},
                                {action}))},
                   {QStringLiteral("outages"),
                    list(object({{at, duration()}, {length, someTime()}}, {length}))}});
}

QJsonObject conditions()
{
    const QJsonObject word = textOrScalar();
    const QJsonObject marks =
        object({{QStringLiteral("number"), rangeOfNumbers()},
                {QStringLiteral("action"), word},
                {QStringLiteral("text"), word},
                {QStringLiteral("opcode"), oneWordOf(names(faultOpcodeNames()))},
                {QStringLiteral("direction"), oneWordOf(names(faultDirectionNames()))},
                {QStringLiteral("kind"), oneWordOf(names(faultMessageKindNames()))}});
    const QString time = QStringLiteral("[0-9][^.]*(\\.[0-9][^.]*)?");
    const QJsonObject chance{{QStringLiteral("type"), QStringLiteral("number")},
                             {QStringLiteral("exclusiveMinimum"), 0},
                             {QStringLiteral("maximum"), 1}};
    return object(
        {{QStringLiteral("attempt"), rangeOfNumbers()},
         {QStringLiteral("every"), fromOne()},
         {QStringLiteral("time"),
          timeOfFault(text(QStringLiteral("^(0|%1[a-z])(\\.\\.(%1[a-z])?)?$").arg(time)))},
         {QStringLiteral("message"),
          anyOf({rangeOfNumbers(), text(QStringLiteral("^[1-9][0-9]*(\\.\\.([1-9][0-9]*)?)?:.+$")),
                 marks})},
         {QStringLiteral("bytes"), fromOne()},
         {QStringLiteral("delay"), timeOfFault(duration())},
         {QStringLiteral("probability"),
          anyOf({chance, text(QStringLiteral("^(?=.*[1-9])[0-9]*\\.?[0-9]+$"))})}});
}

/// In one of a scenario's two times. On sockets its server speaks plain ws://.
bool isPossible(const FaultDefinition& definition)
{
    const PlannedFault planned{Fault(definition)};
    const bool onSockets =
        definition.level != FaultLevel::Tls && planned.unsuitableFor(FaultMode::Server).isEmpty();
    return onSockets || planned.unsuitableFor(FaultMode::Virtual).isEmpty();
}

/// "If the fault is one of these, its parameters are those."
QJsonObject parametersOf(const QStringList& faults, const QJsonObject& parameters)
{
    return {{QStringLiteral("if"),
             QJsonObject{{QStringLiteral("properties"),
                          QJsonObject{{QStringLiteral("fault"), oneWordOf(faults)}}}}},
            {QStringLiteral("then"),
             QJsonObject{{QStringLiteral("properties"),
                          QJsonObject{{QStringLiteral("parameters"), parameters}}}}}};
}

QJsonObject fault()
{
    QStringList known;
    QStringList bare;
    QJsonArray rules;
    for (const FaultDefinition& definition : faultCatalogue()) {
        if (!isPossible(definition))
            continue;
        const QStringList own{toQString(definition.id), toQString(definition.name)};
        known << own;
        QJsonObject parameters;
        for (const FaultParameter& parameter : definition.parameters) {
            QJsonObject value = faultParameter(parameter);
            value.insert(QStringLiteral("description"), toQString(parameter.help));
            parameters.insert(toQString(parameter.name), value);
        }
        if (parameters.isEmpty())
            bare << own;
        else
            rules.append(parametersOf(own, object(parameters)));
    }
    rules.append(parametersOf(bare, object({})));
    const QJsonObject word = textOrScalar();
    const QJsonObject yes =
        anyOf({flag(), oneWordOf({QStringLiteral("yes"), QStringLiteral("no")})});
    QJsonObject schema =
        object({{QStringLiteral("fault"), oneWordOf(known)},
                {QStringLiteral("parameters"), anyObject()},
                {QStringLiteral("when"), conditions()},
                {QStringLiteral("scope"), object({{QStringLiteral("path"), word},
                                                  {QStringLiteral("station"), word},
                                                  {QStringLiteral("address"), word},
                                                  {QStringLiteral("connection"), fromOne()}})},
                {QStringLiteral("direction"), oneWordOf(names(faultDirectionNames()))},
                {QStringLiteral("duration"), someTime()},
                {QStringLiteral("times"), fromOne()},
                {QStringLiteral("seed"), anyOf({whole(0, 1e18), text(QStringLiteral("^[0-9]+$"))})},
                {QStringLiteral("armed"), yes}},
               {QStringLiteral("fault")});
    schema.insert(QStringLiteral("allOf"), rules);
    return schema;
}

QJsonObject faults()
{
    QJsonObject entries = list(reference(QStringLiteral("fault")), 1);
    entries.insert(QStringLiteral("maxItems"), 1000);
    return object({{QStringLiteral("order"),
                    oneWordOf({QStringLiteral("parallel"), QStringLiteral("sequence")})},
                   {QStringLiteral("faults"), entries}},
                  {QStringLiteral("faults")});
}

QJsonObject expectations()
{
    QStringList ids;
    for (const Oracle& oracle : oracles())
        ids << toQString(oracle.id);
    const QStringList outcomes{toQString(nameOf(OracleOutcome::Pass)),
                               toQString(nameOf(OracleOutcome::Fail)),
                               toQString(nameOf(OracleOutcome::NotExercised))};
    const QJsonObject number{{QStringLiteral("type"), QStringLiteral("number")}};
    QJsonObject threshold =
        object({{QStringLiteral("at_least"), number}, {QStringLiteral("at_most"), number}});
    threshold.insert(QStringLiteral("minProperties"), 1);
    return object({{QStringLiteral("oracles"), object(each(ids, oneWordOf(outcomes)))},
                   {QStringLiteral("thresholds"), object(each(figureNames(), threshold))},
                   {QStringLiteral("exceptions"), object(each(ids, text(notBlank)))}});
}

QJsonObject matrix()
{
    const QJsonObject values{{QStringLiteral("type"), QStringLiteral("array")},
                             {QStringLiteral("minItems"), 1}};
    return {
        {QStringLiteral("type"), QStringLiteral("object")},
        {QStringLiteral("minProperties"), 1},
        {QStringLiteral("patternProperties"), QJsonObject{{QStringLiteral("^(/[^/]+)+$"), values}}},
        {QStringLiteral("additionalProperties"), false}};
}

QJsonObject file()
{
    QJsonObject name = text(notBlank);
    name.insert(QStringLiteral("maxLength"), 200);
    const QString version = QStringLiteral("version");
    const QString length = QStringLiteral("duration");
    QJsonObject schema = object({{version, QJsonObject{{QStringLiteral("const"), scenarioVersion}}},
                                 {QStringLiteral("name"), name},
                                 {QStringLiteral("comment"), text()},
                                 {QStringLiteral("client"), client()},
                                 {QStringLiteral("server"), server()},
                                 {QStringLiteral("faults"), faults()},
                                 {QStringLiteral("steps"), steps()},
                                 {QStringLiteral("seed"), whole(0, 9007199254740991.0)},
                                 {QStringLiteral("clock"), oneWordOf(scenarioClockNames())},
                                 {length, someTime()},
                                 {QStringLiteral("expectations"), expectations()},
                                 {QStringLiteral("matrix"), matrix()}},
                                {version, QStringLiteral("name"), length});
    schema.insert(QStringLiteral("allOf"), foreignRules());
    return schema;
}

} // namespace

QString scenarioSchema()
{
    QJsonObject schema = file();
    QJsonObject definitions = timeDefinitions();
    definitions.insert(QStringLiteral("fault"), fault());
    schema.insert(QStringLiteral("definitions"), definitions);
    schema.insert(QStringLiteral("$schema"),
                  QStringLiteral("http://json-schema.org/draft-07/schema#"));
    schema.insert(QStringLiteral("title"),
                  QStringLiteral("Redial scenario, version %1").arg(scenarioVersion));
    return QString::fromUtf8(QJsonDocument(schema).toJson());
}

} // namespace redial
