// SPDX-License-Identifier: MIT
#include "tests/fuzz/replay_corpus.h"

#include "core/base/random.h"

#include <QCoreApplication>
#include <QDir>
#include <QTest>

namespace redial::fuzz {

class ReplayCorpus : public QObject
{
    Q_OBJECT
public:
    using Run = void (*)(const std::uint8_t* data, std::size_t size);
    ReplayCorpus(const char* name, Run target) : name_(name), run_(target) {}

private slots:
    void everyInputHolds_data();
    void everyInputHolds();

private:
    void tryOut(const QByteArray& input) const;
    const char* name_;
    Run run_;
};

namespace {

constexpr int changedCopies = 100;

QByteArray changed(QByteArray input, Random& random)
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

void ReplayCorpus::tryOut(const QByteArray& input) const
{
    run_(reinterpret_cast<const std::uint8_t*>(input.constData()),
         static_cast<std::size_t>(input.size()));
}

void ReplayCorpus::everyInputHolds_data()
{
    QTest::addColumn<QByteArray>("input");
    const QDir corpus(QStringLiteral(REDIAL_CORPORA "/") + QString::fromUtf8(name_));
    QTest::newRow("nothing") << QByteArray();
    const QStringList names = corpus.entryList(QDir::Files, QDir::Name);
    QVERIFY2(!names.isEmpty(), qPrintable(corpus.path()));
    for (const QString& name : names) {
        QFile file(corpus.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QTest::newRow(qPrintable(name)) << file.readAll();
    }
}

void ReplayCorpus::everyInputHolds()
{
    QFETCH(QByteArray, input);
    tryOut(input);
    Random random(1);
    for (int i = 0; i < changedCopies; ++i)
        tryOut(changed(input, random));
}

int replayCorpus(int argc, char** argv, const char* name, ReplayCorpus::Run run)
{
    QCoreApplication application(argc, argv);
    ReplayCorpus replay(name, run);
    return QTest::qExec(&replay, argc, argv);
}

} // namespace redial::fuzz

#include "replay_corpus.moc"
