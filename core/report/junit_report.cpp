// SPDX-License-Identifier: MIT
#include "core/report/junit_report.h"

#include "core/report/terminal_text.h"

#include <QXmlStreamWriter>

#include <algorithm>

namespace redial {

namespace {

QString latin1(std::string_view text)
{
    return QString::fromLatin1(text.data(), qsizetype(text.size()));
}

QString clean(const QString& text)
{
    return printable(text.toStdString(), 100'000);
}

QString countOf(const RunReport& report, OracleOutcome outcome)
{
    return QString::number(
        std::count_if(report.results.begin(), report.results.end(),
                      [outcome](const OracleResult& result) { return result.outcome == outcome; }));
}

void writeProperties(QXmlStreamWriter& xml, const RunReport& report)
{
    const auto property = [&xml](const QString& name, const QString& value) {
        xml.writeEmptyElement(QStringLiteral("property"));
        xml.writeAttribute(QStringLiteral("name"), name);
        xml.writeAttribute(QStringLiteral("value"), clean(value));
    };
    xml.writeStartElement(QStringLiteral("properties"));
    property(QStringLiteral("program"), report.info.program);
    property(QStringLiteral("seed"), QString::number(report.info.seed));
    property(QStringLiteral("clock"), latin1(nameOf(report.info.clock)));
    property(QStringLiteral("events"), QString::number(report.log.size()));
    xml.writeEndElement();
}

void writeFailure(QXmlStreamWriter& xml, const RunReport& report, const OracleResult& result)
{
    xml.writeStartElement(QStringLiteral("failure"));
    xml.writeAttribute(QStringLiteral("message"), clean(result.explanation));
    xml.writeAttribute(QStringLiteral("type"), latin1(result.id));
    QStringList lines{clean(result.explanation)};
    for (const EventNumber witness : result.witnesses)
        lines << clean(witnessLine(report.log, witness));
    QStringList rules;
    for (const std::string_view rule : result.rules)
        rules << latin1(rule);
    if (!rules.isEmpty())
        lines << QStringLiteral("Rules: ") + rules.join(QStringLiteral(", "));
    xml.writeCharacters(lines.join(QLatin1Char('\n')));
    xml.writeEndElement();
}

void writeCase(QXmlStreamWriter& xml, const RunReport& report, const OracleResult& result)
{
    xml.writeStartElement(QStringLiteral("testcase"));
    xml.writeAttribute(QStringLiteral("name"), latin1(result.id) + QLatin1Char(' ') + result.title);
    xml.writeAttribute(QStringLiteral("classname"), clean(report.name));
    xml.writeAttribute(QStringLiteral("time"), QStringLiteral("0"));
    if (result.outcome == OracleOutcome::Fail)
        writeFailure(xml, report, result);
    if (result.outcome == OracleOutcome::NotExercised) {
        xml.writeEmptyElement(QStringLiteral("skipped"));
        xml.writeAttribute(QStringLiteral("message"), clean(result.explanation));
    }
    xml.writeEndElement();
}

} // namespace

QByteArray junitReport(const RunReport& report)
{
    QByteArray bytes;
    QXmlStreamWriter xml(&bytes);
    xml.setAutoFormatting(true);
    xml.setAutoFormattingIndent(1);
    xml.writeStartDocument();
    xml.writeStartElement(QStringLiteral("testsuites"));
    xml.writeStartElement(QStringLiteral("testsuite"));
    const auto attribute = [&xml](const char* name, const QString& value) {
        xml.writeAttribute(QLatin1String(name), value);
    };
    attribute("name", clean(report.name));
    attribute("package", QStringLiteral("redial"));
    attribute("id", QStringLiteral("0"));
    attribute("timestamp", startedText(report.info).left(19));
    attribute("hostname", QStringLiteral("localhost"));
    attribute("tests", QString::number(report.results.size()));
    attribute("failures", countOf(report, OracleOutcome::Fail));
    attribute("errors", QStringLiteral("0"));
    attribute("skipped", countOf(report, OracleOutcome::NotExercised));
    attribute("time",
              QString::number(std::chrono::duration<double>(lengthOf(report.log)).count(), 'f', 3));
    writeProperties(xml, report);
    for (const OracleResult& result : report.results)
        writeCase(xml, report, result);
    xml.writeEmptyElement(QStringLiteral("system-out"));
    xml.writeEmptyElement(QStringLiteral("system-err"));
    xml.writeEndDocument();
    return bytes;
}

} // namespace redial
