// SPDX-License-Identifier: MIT
#include "core/bench/bench_figures.h"

#include <QLocale>

namespace redial {

namespace {

constexpr int nameWidth = 38;

QString grouped(double value)
{
    return QLocale(QLocale::English).toString(value, 'f', 0);
}

QString line(const QString& name, const QStringList& cells)
{
    QString text = name.leftJustified(nameWidth);
    for (const QString& cell : cells)
        text += cell.rightJustified(12);
    return text;
}

QString verdictOf(const BenchFigures& figures)
{
    return figures.isMet() ? QStringLiteral("met") : QStringLiteral("missed");
}

QString lineOf(const BenchFigures& figures)
{
    const BenchMeasure raw = figures.rawMedian();
    const BenchMeasure own = figures.engineMedian();
    const BenchRow& row = figures.row;
    if (row.kind == BenchRow::Kind::Memory)
        return line(row.name,
                    {grouped(raw.serverBytes), grouped(own.serverBytes), grouped(row.target),
                     grouped(raw.clientBytes), grouped(own.clientBytes), grouped(row.clientTarget),
                     verdictOf(figures)});
    QStringList cells{grouped(raw.perSecond), grouped(own.perSecond),
                      QString::number(figures.ratio(), 'f', 2), QString::number(row.target, 'f', 2),
                      verdictOf(figures)};
    if (row.kind != BenchRow::Kind::Connects)
        cells << QString::number(own.p50, 'f', 0) << QString::number(own.p99, 'f', 0)
              << QString::number(own.p999, 'f', 0) << grouped(own.perSecond * row.load.bytes / 1e6);
    return line(row.name, cells);
}

QStringList headings(BenchRow::Kind kind)
{
    if (kind == BenchRow::Kind::Memory)
        return {QStringLiteral("raw server"),
                QStringLiteral("server"),
                QStringLiteral("at most"),
                QStringLiteral("raw client"),
                QStringLiteral("client"),
                QStringLiteral("at most"),
                {}};
    QStringList titles{QStringLiteral("raw epoll/s"),
                       QStringLiteral("Redial/s"),
                       QStringLiteral("ratio"),
                       QStringLiteral("target"),
                       {}};
    if (kind != BenchRow::Kind::Connects)
        titles << QStringLiteral("p50 us") << QStringLiteral("p99 us") << QStringLiteral("p99.9 us")
               << QStringLiteral("MB/s");
    return titles;
}

} // namespace

QStringList benchTable(const QString& bench, const std::vector<BenchFigures>& all)
{
    QStringList lines;
    if (all.empty())
        return lines;
    lines << line(bench, headings(all.front().row.kind));
    for (const BenchFigures& figures : all) {
        lines << lineOf(figures);
        if (figures.fewOfFew && *figures.fewOfFew > 0)
            lines << QStringLiteral("  that is %1 of 10 active of 100 (target 0.85)")
                         .arg(figures.engineMedian().perSecond / *figures.fewOfFew, 0, 'f', 2);
    }
    return lines;
}

QStringList promisedTable(const std::vector<BenchFigures>& all)
{
    const auto best = [&](BenchRow::Kind kind, std::uint32_t bytes, auto value) {
        std::optional<double> found;
        for (const BenchFigures& figures : all) {
            if (figures.row.kind == kind && (bytes == 0 || figures.row.load.bytes == bytes) &&
                figures.row.load.framing == BenchFraming::Msgi)
                found = std::max(found.value_or(0), value(figures));
        }
        return found;
    };
    const auto perSecond = [](const BenchFigures& each) { return each.engineMedian().perSecond; };
    QStringList lines;
    const auto tell = [&](const char* name, const char* promised, std::optional<double> measured,
                          const QString& unit) {
        if (measured)
            lines << line(QLatin1String(name),
                          {QLatin1String(promised), grouped(*measured) + unit});
    };
    tell("messages/s, 1 KB", "100,000", best(BenchRow::Kind::Messages, 1024, perSecond), {});
    tell("connections/s", "5,000", best(BenchRow::Kind::Connects, 0, perSecond), {});
    tell("bytes a connection", "8,192",
         best(BenchRow::Kind::Memory, 0,
              [](const BenchFigures& each) { return each.engineMedian().serverBytes; }),
         {});
    tell("MB/s, 64 KB", "800",
         best(BenchRow::Kind::Messages, 65536,
              [](const BenchFigures& each) {
                  return each.engineMedian().perSecond * each.row.load.bytes / 1e6;
              }),
         {});
    if (!lines.isEmpty())
        lines.prepend(line(QStringLiteral("the module's own table"),
                           {QStringLiteral("promised"), QStringLiteral("measured")}));
    return lines;
}

} // namespace redial
