// SPDX-License-Identifier: MIT
// matrix: every fault of the catalogue at every phase of a connection, one verdict a cell.
#include "app/cli/arguments.h"
#include "app/cli/console.h"
#include "app/cli/interrupt.h"
#include "app/cli/remember_option.h"
#include "app/cli/verbs.h"
#include "core/base/duration_text.h"
#include "core/base/to_qstring.h"
#include "core/base/whole_file.h"
#include "core/matrix/matrix_filter.h"
#include "core/matrix/matrix_html.h"
#include "core/matrix/matrix_runner.h"
#include "core/time/system_clock.h"

#include <QDir>

#include <algorithm>
#include <memory>

namespace redial {

namespace {

using Status = MatrixResult::Status;

Expected<MatrixFilter, QString> filterOf(const ParsedArguments& arguments)
{
    auto filter =
        MatrixFilter::parse(arguments.values(QStringLiteral("only")).join(QLatin1Char(',')));
    if (!filter)
        return Unexpected{QStringLiteral("--only: %1").arg(filter.error())};
    return filter;
}

Expected<const Mutant*, QString> mutantOf(const ParsedArguments& arguments)
{
    const auto id = arguments.value(QStringLiteral("mutant"));
    if (!id)
        return nullptr;
    const Mutant* const mutant = findMutant(*id);
    if (!mutant)
        return Unexpected{
            QStringLiteral("--mutant: there is no mutant \"%1\"; see docs/mutants.md.").arg(*id)};
    if (mutant->copies)
        return Unexpected{QStringLiteral("--mutant: %1 is wrong in its account alone; choose one "
                                         "that is wrong in what it does (docs/mutants.md).")
                              .arg(toQString(mutant->id))};
    return mutant;
}

/// Runs the cells, tells what came of each, and keeps the record.
class MatrixTeller
{
public:
    MatrixTeller(const ParsedArguments& arguments, Console& console, MatrixRecord record,
                 MatrixRunner::Options options)
        : arguments_(arguments)
        , console_(console)
        , record_(std::move(record))
        , runner_(std::move(options))
    {
        QObject::connect(&interrupt_, &Interrupt::requested, &interrupt_,
                         [this] { runner_.interrupt(); });
    }

    ExitStatus run(const std::vector<MatrixCell>& cells)
    {
        const MonotonicTime begin = clock_.now();
        std::size_t ran = 0;
        const auto toRun = std::count_if(cells.begin(), cells.end(), [this](const auto& cell) {
            return cell.canBe() && !record_.find(toQString(cell.fault->id), cell.phase);
        });
        for (const MatrixCell& cell : cells) {
            if (record_.find(toQString(cell.fault->id), cell.phase) || runner_.isInterrupted())
                continue;
            MatrixResult result = runner_.run(cell);
            if (cell.canBe())
                tell(result, ++ran, std::size_t(toRun));
            if (!result.runFile.isEmpty())
                runFiles_ << result.runFile;
            record_.put(std::move(result));
            // In real time a cell takes seconds, and what was done must not be lost.
            if (cell.canBe() && !cell.isVirtual && !save())
                return ExitStatus::CouldNotRun;
        }
        return finish(ran, clock_.now() - begin);
    }

private:
    void tell(const MatrixResult& result, std::size_t number, std::size_t all)
    {
        if (console_.json())
            return console_.object(result.toJson());
        console_.line(QStringLiteral("%1 of %2  %3 %4 %5%6")
                          .arg(number)
                          .arg(all)
                          .arg(result.statusName().leftJustified(13), result.fault.leftJustified(4),
                               titleOf(result.phase).leftJustified(15), result.failed.join(u' ')));
        const bool isWrong = result.status != Status::Held;
        if (isWrong)
            console_.error(QStringLiteral("%1 in the phase %2: %3")
                               .arg(result.fault, titleOf(result.phase), result.sentence));
        for (const QString& witness : result.witnesses)
            console_.line(QStringLiteral("    ") + witness);
    }

    ExitStatus finish(std::size_t ran, std::chrono::nanoseconds taken)
    {
        const auto count = [this](Status status) { return qint64(record_.count(status)); };
        const bool anyRan =
            count(Status::Held) + count(Status::NotHeld) + count(Status::NotBitten) > 0;
        if (!anyRan && count(Status::CouldNotRun) == 0)
            console_.error(QStringLiteral("none of these cells can be; --only takes what has one "
                                          "of its faults or levels and one of its phases, and "
                                          "some cells need --real."));
        if (console_.json())
            console_.object({{QStringLiteral("held"), count(Status::Held)},
                             {QStringLiteral("not_held"), count(Status::NotHeld)},
                             {QStringLiteral("not_bitten"), count(Status::NotBitten)},
                             {QStringLiteral("cannot_be"), count(Status::CannotBe)},
                             {QStringLiteral("could_not_run"), count(Status::CouldNotRun)},
                             {QStringLiteral("ran"), qint64(ran)},
                             {QStringLiteral("time_ns"), qint64(taken.count())}});
        else
            console_.result(QStringLiteral("%1 held, %2 not held, %3 without effect, %4 cannot be, "
                                           "%5 could not run. %6 cells ran in %7.")
                                .arg(count(Status::Held))
                                .arg(count(Status::NotHeld))
                                .arg(count(Status::NotBitten))
                                .arg(count(Status::CannotBe))
                                .arg(count(Status::CouldNotRun))
                                .arg(ran)
                                .arg(formatDuration(taken)));
        const bool isWritten = save() && writeHtml() && remember();
        if (runner_.isInterrupted())
            console_.error(QStringLiteral("the matrix was interrupted; with --state it goes on "
                                          "where it was."));
        if (!isWritten || runner_.isInterrupted() || count(Status::CouldNotRun) > 0)
            return ExitStatus::CouldNotRun;
        if (!anyRan)
            return ExitStatus::CouldNotRun;
        return count(Status::NotHeld) + count(Status::NotBitten) > 0 ? ExitStatus::NotHeld
                                                                     : ExitStatus::Held;
    }

    bool remember() { return !isRememberAsked(arguments_) || rememberRuns(runFiles_, console_); }

    bool save()
    {
        const auto path = arguments_.value(QStringLiteral("state"));
        return !path || write(*path, record_.toJson());
    }

    bool writeHtml()
    {
        const auto path = arguments_.value(QStringLiteral("html"));
        return !path || write(*path, matrixHtml(record_));
    }

    bool write(const QString& path, const QByteArray& bytes)
    {
        const auto written = writeWholeFile(path, bytes);
        if (written)
            return true;
        console_.error(QStringLiteral("the matrix %1 cannot be written: %2; choose another place.")
                           .arg(path, written.error()));
        return false;
    }

    const ParsedArguments& arguments_;
    Console& console_;
    MatrixRecord record_;
    QStringList runFiles_;
    SystemClock clock_;
    MatrixRunner runner_;
    Interrupt interrupt_;
};

ExitStatus runMatrix(const ParsedArguments& arguments, Console& console)
{
    const auto filter = filterOf(arguments);
    const auto mutant = mutantOf(arguments);
    const auto seed = arguments.number(QStringLiteral("seed"), 1, UINT64_MAX);
    const auto remember = checkRemember(arguments);
    for (const QString& problem :
         {filter ? QString() : filter.error(), mutant ? QString() : mutant.error(),
          seed ? QString() : seed.error(), remember ? QString() : remember.error()}) {
        if (problem.isEmpty())
            continue;
        console.error(problem);
        return ExitStatus::Usage;
    }
    MatrixRecord record;
    record.isVirtual = !arguments.isSet(QStringLiteral("real"));
    record.seed = *seed;
    if (*mutant)
        record.mutant = toQString((*mutant)->id);
    if (const auto path = arguments.value(QStringLiteral("state"))) {
        auto known = readMatrixRecord(*path, record);
        if (!known) {
            console.error(known.error());
            return ExitStatus::CouldNotRun;
        }
        record = std::move(*known);
    }
    const QString folder = arguments.value(QStringLiteral("log")).value_or(QString());
    if (!folder.isEmpty() && !QDir().mkpath(folder)) {
        console.error(
            QStringLiteral("the folder %1 cannot be made; choose another place.").arg(folder));
        return ExitStatus::CouldNotRun;
    }
    std::vector<MatrixCell> cells = faultMatrix(record.isVirtual);
    std::erase_if(cells,
                  [&](const MatrixCell& cell) { return !filter->takes(*cell.fault, cell.phase); });
    return MatrixTeller(arguments, console, std::move(record), {*seed, *mutant, folder}).run(cells);
}

} // namespace

Verb matrixVerb()
{
    const QString reports = QStringLiteral("Reports");
    return {
        QStringLiteral("matrix"),
        {},
        QStringLiteral("Commits every fault at every phase of a connection"),
        {{QStringLiteral("real"),
          {},
          QStringLiteral("on real sockets and in real time, a few seconds a cell, instead of in "
                         "virtual time"),
          {}},
         {QStringLiteral("only"),
          QStringLiteral("NAMES"),
          QStringLiteral("these faults, levels and phases only, as in T6,http,phase:upgrade; may "
                         "be given several times"),
          {}},
         {QStringLiteral("mutant"),
          QStringLiteral("ID"),
          QStringLiteral("with a client that is wrong on purpose, as in M08 (docs/mutants.md)"),
          {}},
         {QStringLiteral("seed"),
          QStringLiteral("NUMBER"),
          QStringLiteral("seed of every cell's run (1)"),
          {}},
         {QStringLiteral("state"), QStringLiteral("FILE"),
          QStringLiteral("write the matrix as JSON here, and go on where it ended if it is "
                         "there already"),
          reports, true},
         {QStringLiteral("html"), QStringLiteral("FILE"),
          QStringLiteral("write the matrix as one HTML page"), reports, true},
         {QStringLiteral("log"), QStringLiteral("FOLDER"),
          QStringLiteral("write each cell's run file into this folder"), reports, true},
         rememberSpec()},
        QStringLiteral("redial matrix --html matrix.html --state matrix.json"),
        runMatrix};
}

} // namespace redial
