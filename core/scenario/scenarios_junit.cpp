// SPDX-License-Identifier: MIT
#include "core/report/terminal_text.h"
#include "core/scenario/scenario_result.h"

#include <QXmlStreamWriter>

#include <algorithm>

namespace redial {

namespace {

using Status = ScenarioResult::Status;

QString clean(const QString& text)
{
    return printable(text.toStdString(), 100'000);
}

QString seconds(std::chrono::nanoseconds duration)
{
    return QString::number(std::chrono::duration<double>(duration).count(), 'f', 3);
}

QString countOf(const std::vector<ScenarioResult>& results, Status status)
{
    return QString::number(
        std::count_if(results.begin(), results.end(),
                      [status](const ScenarioResult& result) { return result.status == status; }));
}

/// "failure", "error" or "skipped" with its text.
void writeProblem(QXmlStreamWriter& xml, const char* element, const QString& message,
                  const QStringList& lines)
{
    xml.writeStartElement(QLatin1String(element));
    xml.writeAttribute(QStringLiteral("message"), clean(message));
    if (!lines.isEmpty()) {
        xml.writeAttribute(QStringLiteral("type"), QLatin1String(element));
        xml.writeCharacters(clean(lines.join(QLatin1Char('\n'))));
    }
    xml.writeEndElement();
}

void writeCase(QXmlStreamWriter& xml, const ScenarioResult& result)
{
    xml.writeStartElement(QStringLiteral("testcase"));
    xml.writeAttribute(QStringLiteral("name"), clean(result.title));
    xml.writeAttribute(QStringLiteral("classname"), clean(result.file));
    xml.writeAttribute(QStringLiteral("time"), seconds(result.length));
    QStringList lines;
    for (const ExpectationResult& expectation : result.expectations) {
        if (!expectation.held)
            lines << expectation.sentence;
    }
    if (result.status == Status::NotHeld)
        writeProblem(xml, "failure", lines.value(0), lines + result.witnesses);
    if (result.status == Status::CouldNotRun)
        writeProblem(xml, "error", result.reason, {result.reason});
    if (result.status == Status::Skipped)
        writeProblem(xml, "skipped", result.reason, {});
    xml.writeEndElement();
}

} // namespace

QByteArray scenariosJunit(const std::vector<ScenarioResult>& results)
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
    std::chrono::nanoseconds length{};
    for (const ScenarioResult& result : results)
        length += result.length;
    attribute("name", QStringLiteral("scenarios"));
    attribute("package", QStringLiteral("redial"));
    attribute("id", QStringLiteral("0"));
    const QString started = results.empty() ? QString() : results.front().started.left(19);
    attribute("timestamp", started.isEmpty() ? QStringLiteral("1970-01-01T00:00:00") : started);
    attribute("hostname", QStringLiteral("localhost"));
    attribute("tests", QString::number(results.size()));
    attribute("failures", countOf(results, Status::NotHeld));
    attribute("errors", countOf(results, Status::CouldNotRun));
    attribute("skipped", countOf(results, Status::Skipped));
    attribute("time", seconds(length));
    xml.writeEmptyElement(QStringLiteral("properties"));
    for (const ScenarioResult& result : results)
        writeCase(xml, result);
    xml.writeEmptyElement(QStringLiteral("system-out"));
    xml.writeEmptyElement(QStringLiteral("system-err"));
    xml.writeEndDocument();
    return bytes;
}

} // namespace redial
