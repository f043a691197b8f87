// SPDX-License-Identifier: MIT
#include "app/cli/serving.h"

#include "app/cli/console.h"
#include "app/cli/interrupt.h"

#include <QEventLoop>

namespace redial {

std::vector<OptionSpec> servingOptions()
{
    return {
        {QStringLiteral("duration"),
         QStringLiteral("DURATION"),
         QStringLiteral("end after this (until Ctrl+C)"),
         {}},
        {QStringLiteral("log-memory"),
         QStringLiteral("MIB"),
         QStringLiteral("end the run when its log has taken so much memory (2048)"),
         {}},
    };
}

Expected<ServingBounds, QString> readServingBounds(const ParsedArguments& arguments)
{
    ServingBounds bounds;
    const QString name = QStringLiteral("duration");
    const auto duration = arguments.duration(name, std::chrono::nanoseconds::zero());
    if (!duration)
        return Unexpected{duration.error()};
    if (arguments.isSet(name))
        bounds.duration = *duration;
    const auto mebibytes = arguments.number(QStringLiteral("log-memory"), 2048, 1024 * 1024);
    if (!mebibytes)
        return Unexpected{mebibytes.error()};
    if (*mebibytes == 0)
        return Unexpected{
            QStringLiteral("--log-memory 0 keeps no event; give it one MiB at least.")};
    bounds.logMebibytes = *mebibytes;
    return bounds;
}

bool asksForTls(const ParsedArguments& arguments)
{
    return arguments.isSet(QStringLiteral("tls")) || arguments.isSet(QStringLiteral("certificate"));
}

Expected<void, QString> checkCertificateOptions(const ParsedArguments& arguments)
{
    if (arguments.isSet(QStringLiteral("certificate")) == arguments.isSet(QStringLiteral("key")))
        return {};
    return Unexpected{QStringLiteral("--certificate and --key belong together; give both, or --tls "
                                     "alone for a certificate made now.")};
}

bool serveUntilEnded(const ServingBounds& bounds, Clock& clock, EventLog& log, Console& console)
{
    QEventLoop loop;
    Interrupt interrupt;
    QObject::connect(&interrupt, &Interrupt::requested, &loop, &QEventLoop::quit);
    if (bounds.duration)
        clock.startTimer(*bounds.duration, [&loop] { loop.quit(); });
    constexpr EventNumber eventsBetweenChecks = 256;
    const std::uint64_t mostBytes = bounds.logMebibytes * 1024 * 1024;
    bool full = false;
    const auto observer = log.observe([&](EventNumber, EventNumber last) {
        if (last % eventsBetweenChecks != 0 || log.memoryBytes() < mostBytes)
            return;
        full = true;
        loop.quit();
    });
    loop.exec();
    log.stopObserving(observer);
    if (full) {
        console.error(QStringLiteral("the log has taken %1 MiB of memory, and the run was ended. "
                                     "Start again, with a larger "
                                     "--log-memory if that is wanted.")
                          .arg(bounds.logMebibytes));
    }
    return !full;
}

} // namespace redial
