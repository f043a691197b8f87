// SPDX-License-Identifier: MIT
#include "core/matrix/matrix_runner.h"

#include "core/base/to_qstring.h"
#include "core/log/run_file_writer.h"
#include "core/matrix/matrix_peer.h"
#include "core/report/run_report.h"
#include "core/verdict/judge.h"

#include <QCoreApplication>
#include <QDir>
#include <QEventLoop>

namespace redial {

namespace {

using Status = MatrixResult::Status;

constexpr qsizetype mostWitnesses = 6;

/// What the client was when the run was stopped; the event that says so.
std::pair<bool, EventNumber> onlineAtTheEnd(const EventLog& log)
{
    std::pair<bool, EventNumber> last{false, 0};
    for (EventNumber number = 1; number <= log.size(); ++number) {
        const EventHeader& header = log.header(number);
        if (header.source != Source::Client)
            continue;
        if (header.kind == EventKind::Stopped)
            break;
        if (header.kind == EventKind::Online)
            last = {true, number};
        else if (header.kind == EventKind::Offline || header.kind == EventKind::Disconnected)
            last = {false, number};
    }
    return last;
}

void fail(MatrixResult& result, const QString& oracle, const QString& sentence)
{
    if (result.failed.isEmpty())
        result.sentence = QStringLiteral("%1: %2").arg(oracle, sentence);
    result.failed << oracle;
    result.status = Status::NotHeld;
}

void addWitness(MatrixResult& result, const EventLog& log, EventNumber number)
{
    if (number != 0 && result.witnesses.size() < mostWitnesses)
        result.witnesses << witnessLine(log, number);
}

} // namespace

MatrixResult MatrixRunner::run(const MatrixCell& cell)
{
    MatrixResult result;
    result.fault = toQString(cell.fault->id);
    result.phase = cell.phase;
    result.plan = cell.plan;
    result.sentence = cell.whyNot;
    if (!cell.canBe())
        return result;
    result.status = Status::CouldNotRun;
    StationRunConfiguration declared = cell.configuration;
    declared.seed = options_.seed;
    if (!cell.needsPeer()) {
        runStation(cell, declared, nullptr, result);
        return result;
    }
    const auto peer = MatrixPeer::open(cell, options_.seed);
    if (!peer) {
        result.sentence = peer.error();
        return result;
    }
    (*peer)->introduce(declared);
    runStation(cell, declared, peer->get(), result);
    return result;
}

/// `peer`: null if the run has its own server.
void MatrixRunner::runStation(const MatrixCell& cell, const StationRunConfiguration& declared,
                              MatrixPeer* peer, MatrixResult& result)
{
    StationRunConfiguration actual = declared;
    const Mutant* const mutant = options_.mutant;
    if (mutant && mutant->actual)
        mutant->actual(actual);
    StationRun run(std::move(actual));
    if (mutant && mutant->parts)
        run.setClientParts(mutant->parts());
    if (const auto started = run.start(); !started) {
        result.sentence = started.error();
        return;
    }
    if (mutant && mutant->accompany)
        mutant->accompany(run);
    wait(run);
    if (peer)
        peer->finish();
    RunInfo info = run.info();
    info.configuration = declared.toJson();
    result.length = lengthOf(*run.log());
    if (interrupted_)
        result.sentence = QStringLiteral("the run was interrupted.");
    else if (run.failure())
        result.sentence = *run.failure();
    else
        judgeRun(run, info, result);
    if (result.status == Status::Held && !hasBittenFault(*run.log()) &&
        !(peer && peer->hasBitten())) {
        result.status = Status::NotBitten;
        result.sentence = QStringLiteral("the fault changed nothing: the cell proves nothing.");
    }
    save(run, info, cell, result);
}

void MatrixRunner::judgeRun(const StationRun& run, const RunInfo& info, MatrixResult& result)
{
    const EventLog& log = *run.log();
    if (log.size() > mostEvents) {
        result.sentence = QStringLiteral("the run recorded more than %1 events.").arg(mostEvents);
        return;
    }
    result.status = Status::Held;
    for (const OracleResult& oracle : judge(log, info)) {
        if (oracle.outcome != OracleOutcome::Fail)
            continue;
        fail(result, toQString(oracle.id), oracle.explanation);
        for (const EventNumber witness : oracle.witnesses)
            addWitness(result, log, witness);
    }
    // P14 leaves a client more time than a cell lasts.
    const QString recovery = QStringLiteral("P14");
    if (const auto [isOnline, event] = onlineAtTheEnd(log);
        !isOnline && !result.failed.contains(recovery)) {
        fail(result, recovery,
             QStringLiteral("The fault was over, and the client did not come back."));
        addWitness(result, log, event);
    }
}

void MatrixRunner::save(const StationRun& run, const RunInfo& info, const MatrixCell& cell,
                        MatrixResult& result) const
{
    if (options_.logFolder.isEmpty())
        return;
    const QString path = QDir(options_.logFolder).filePath(cell.name() + QStringLiteral(".jsonl"));
    if (const auto saved = saveRunFile(path, info, *run.log()); !saved) {
        result.status = Status::CouldNotRun;
        result.sentence = saved.error();
        return;
    }
    result.runFile = path;
}

void MatrixRunner::interrupt()
{
    interrupted_ = true;
    if (present_)
        present_->stop();
}

void MatrixRunner::wait(StationRun& run)
{
    present_ = &run;
    if (run.configuration().virtualTime) {
        run.runToEnd([&] {
            QCoreApplication::processEvents();
            return run.log()->size() <= mostEvents && !interrupted_;
        });
    } else if (!run.hasEnded()) {
        QEventLoop loop;
        QObject::connect(&run, &StationRun::ended, &loop, &QEventLoop::quit);
        loop.exec();
    }
    present_ = nullptr;
}

} // namespace redial
