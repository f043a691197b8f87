// SPDX-License-Identifier: MIT
// Runs a fuzzer's corpus, and changed copies of it that are the same at every run, without
// libFuzzer: what a fuzzer has found once stays found by the ordinary suite.
#include "core/base/random.h"

#include <QDir>
#include <QTest>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

class ReplayCorpus : public QObject
{
    Q_OBJECT
private slots:
    void everyInputHolds_data();
    void everyInputHolds();
};

namespace {

constexpr int changedCopies = 100;

void run(const QByteArray& input)
{
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.constData()),
                           static_cast<std::size_t>(input.size()));
}

QByteArray changed(QByteArray input, redial::Random& random)
{
    const auto below = [&](qsizetype bound) { return qsizetype(random.between(0, bound - 1)); };
    for (auto changes = random.between(1, 4); changes > 0 && !input.isEmpty(); --changes) {
        const qsizetype at = below(input.size());
        switch (random.between(0, 3)) {
        case 0:
            input[at] = char(random.between(0, 255));
            break;
        case 1:
            input.insert(at, char(random.between(0, 255)));
            break;
        case 2:
            input.remove(at, below(8) + 1);
            break;
        default:
            input += input.mid(at);
        }
    }
    return input;
}

} // namespace

void ReplayCorpus::everyInputHolds_data()
{
    QTest::addColumn<QByteArray>("input");
    const QDir corpus(QStringLiteral(REDIAL_CORPUS));
    QTest::newRow("nothing") << QByteArray();
    const QStringList names = corpus.entryList(QDir::Files, QDir::Name);
    QVERIFY2(!names.isEmpty(), REDIAL_CORPUS);
    for (const QString& name : names) {
        QFile file(corpus.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QTest::newRow(qPrintable(name)) << file.readAll();
    }
}

void ReplayCorpus::everyInputHolds()
{
    QFETCH(QByteArray, input);
    run(input);
    redial::Random random(1);
    for (int i = 0; i < changedCopies; ++i)
        run(changed(input, random));
}

QTEST_GUILESS_MAIN(ReplayCorpus)
#include "replay_corpus.moc"
