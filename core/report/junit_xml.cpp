// SPDX-License-Identifier: MIT
#include "core/report/junit_xml.h"

#include "core/report/terminal_text.h"

#include <QXmlStreamWriter>

#include <algorithm>

namespace redial {

namespace {

using Outcome = JunitCase::Outcome;

QString clean(const QString& text)
{
    QStringList lines = text.split(QLatin1Char('\n'));
    for (QString& line : lines)
        line = printable(line.toStdString(), 100'000);
    return lines.join(QLatin1Char('\n'));
}

QString seconds(std::chrono::nanoseconds length)
{
    return QString::number(std::chrono::duration<double>(length).count(), 'f', 3);
}

QString countOf(const JunitSuite& suite, Outcome outcome)
{
    return QString::number(
        std::count_if(suite.cases.begin(), suite.cases.end(), [outcome](const JunitCase& testCase) {
            return testCase.outcome == outcome;
        }));
}

void attribute(QXmlStreamWriter& xml, const char* name, const QString& value)
{
    xml.writeAttribute(QLatin1String(name), clean(value));
}

void writeProblem(QXmlStreamWriter& xml, const char* element, const JunitCase& testCase)
{
    xml.writeStartElement(QLatin1String(element));
    attribute(xml, "message", testCase.message);
    attribute(xml, "type", testCase.type);
    xml.writeCharacters(clean(testCase.text));
    xml.writeEndElement();
}

void writeCase(QXmlStreamWriter& xml, const JunitCase& testCase)
{
    xml.writeStartElement(QStringLiteral("testcase"));
    attribute(xml, "name", testCase.name);
    attribute(xml, "classname", testCase.className);
    attribute(xml, "time", seconds(testCase.length));
    if (testCase.outcome == Outcome::Failure)
        writeProblem(xml, "failure", testCase);
    if (testCase.outcome == Outcome::Error)
        writeProblem(xml, "error", testCase);
    if (testCase.outcome == Outcome::Skipped) {
        xml.writeEmptyElement(QStringLiteral("skipped"));
        attribute(xml, "message", testCase.message);
    }
    xml.writeEndElement();
}

void writeHead(QXmlStreamWriter& xml, const JunitSuite& suite)
{
    // The schema wants a time, even of a suite in which nothing ran.
    const QString started = suite.started.left(19);
    attribute(xml, "name", suite.name);
    attribute(xml, "package", QStringLiteral("redial"));
    attribute(xml, "id", QStringLiteral("0"));
    attribute(xml, "timestamp",
              started.isEmpty() ? QStringLiteral("1970-01-01T00:00:00") : started);
    attribute(xml, "hostname", QStringLiteral("localhost"));
    attribute(xml, "tests", QString::number(suite.cases.size()));
    attribute(xml, "failures", countOf(suite, Outcome::Failure));
    attribute(xml, "errors", countOf(suite, Outcome::Error));
    attribute(xml, "skipped", countOf(suite, Outcome::Skipped));
    attribute(xml, "time", seconds(suite.length));
    xml.writeStartElement(QStringLiteral("properties"));
    for (const auto& [name, value] : suite.properties) {
        xml.writeEmptyElement(QStringLiteral("property"));
        attribute(xml, "name", name);
        attribute(xml, "value", value);
    }
    xml.writeEndElement();
}

} // namespace

QByteArray junitXml(const JunitSuite& suite)
{
    QByteArray bytes;
    QXmlStreamWriter xml(&bytes);
    xml.setAutoFormatting(true);
    xml.setAutoFormattingIndent(1);
    xml.writeStartDocument();
    xml.writeStartElement(QStringLiteral("testsuites"));
    xml.writeStartElement(QStringLiteral("testsuite"));
    writeHead(xml, suite);
    for (const JunitCase& testCase : suite.cases)
        writeCase(xml, testCase);
    xml.writeEmptyElement(QStringLiteral("system-out"));
    xml.writeEmptyElement(QStringLiteral("system-err"));
    xml.writeEndDocument();
    return bytes;
}

} // namespace redial
