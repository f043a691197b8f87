// SPDX-License-Identifier: MIT
#include "core/bench/bench_figures.h"

#include <algorithm>

namespace redial {

namespace {

BenchMeasure mediansOf(const std::vector<BenchMeasure>& rounds)
{
    const auto median = [&](double BenchMeasure::*member) {
        std::vector<double> values;
        for (const BenchMeasure& round : rounds)
            values.push_back(round.*member);
        return medianOf(std::move(values));
    };
    return {median(&BenchMeasure::perSecond),   median(&BenchMeasure::p50),
            median(&BenchMeasure::p99),         median(&BenchMeasure::p999),
            median(&BenchMeasure::serverBytes), median(&BenchMeasure::clientBytes)};
}

QJsonObject toJson(const BenchMeasure& measure, const BenchRow& row)
{
    if (row.kind == BenchRow::Kind::Memory)
        return {{QStringLiteral("server_bytes"), measure.serverBytes},
                {QStringLiteral("client_bytes"), measure.clientBytes}};
    QJsonObject object{{QStringLiteral("per_second"), measure.perSecond}};
    if (row.kind == BenchRow::Kind::Connects)
        return object;
    object.insert(QStringLiteral("megabytes_per_second"), measure.perSecond * row.load.bytes / 1e6);
    object.insert(QStringLiteral("p50_us"), measure.p50);
    object.insert(QStringLiteral("p99_us"), measure.p99);
    object.insert(QStringLiteral("p999_us"), measure.p999);
    return object;
}

} // namespace

double medianOf(std::vector<double> values)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

BenchMeasure BenchFigures::rawMedian() const
{
    return mediansOf(raw);
}

BenchMeasure BenchFigures::engineMedian() const
{
    return mediansOf(engine);
}

double BenchFigures::ratio() const
{
    std::vector<double> ratios;
    for (std::size_t i = 0; i < std::min(raw.size(), engine.size()); ++i) {
        if (raw[i].perSecond > 0)
            ratios.push_back(engine[i].perSecond / raw[i].perSecond);
    }
    return medianOf(std::move(ratios));
}

bool BenchFigures::isMet() const
{
    const BenchMeasure measured = engineMedian();
    if (row.kind == BenchRow::Kind::Memory)
        return measured.serverBytes <= row.target && measured.clientBytes <= row.clientTarget;
    if (fewOfFew && measured.perSecond < row.target * *fewOfFew)
        return false;
    return ratio() >= row.target;
}

QJsonObject BenchFigures::toJson() const
{
    QJsonObject object{{QStringLiteral("row"), row.name},
                       {QStringLiteral("baseline"), redial::toJson(rawMedian(), row)},
                       {QStringLiteral("redial"), redial::toJson(engineMedian(), row)},
                       {QStringLiteral("target"), row.target},
                       {QStringLiteral("met"), isMet()}};
    if (row.kind == BenchRow::Kind::Memory)
        object.insert(QStringLiteral("client_target"), row.clientTarget);
    else
        object.insert(QStringLiteral("ratio"), ratio());
    if (fewOfFew)
        object.insert(QStringLiteral("ratio_to_few"), engineMedian().perSecond / *fewOfFew);
    return object;
}

} // namespace redial
