// SPDX-License-Identifier: MIT
#include "core/base/random.h"
#include "core/net/stream_buffer.h"

#include <QTest>

#include <string>

namespace tst_stream_buffer {

using namespace redial;

class TestStreamBuffer : public QObject
{
    Q_OBJECT
private slots:
    void whatGoesInComesOutInOrder()
    {
        Random random(4);
        for (int round = 0; round < 200; ++round) {
            StreamBuffer buffer;
            std::string expected;
            for (int i = 0; i < 100; ++i) {
                const std::string head(std::size_t(random.between(0, 20)), char('a' + i % 26));
                const std::string payload(std::size_t(random.between(0, 300)), char('A' + i % 26));
                buffer.append(head, payload);
                expected += head + payload;
                const auto taken =
                    std::size_t(random.between(0, std::int64_t(2 * expected.size() / 3)));
                buffer.take(taken);
                expected.erase(0, taken);
                QCOMPARE(buffer.view(), std::string_view(expected));
                QCOMPARE(buffer.isEmpty(), expected.empty());
            }
        }
    }

    void aQueueThatStaysShortStaysSmall()
    {
        StreamBuffer buffer;
        for (int i = 0; i < 10'000; ++i) {
            buffer.append(std::string(1000, 'x'));
            if (i > 0)
                buffer.take(1000);
        }
        QCOMPARE(buffer.size(), std::size_t{1000});
        QVERIFY2(buffer.capacity() <= 4000, qPrintable(QString::number(buffer.capacity())));
    }

    void clearingKeepsTheMemory()
    {
        StreamBuffer buffer;
        buffer.append({});
        QVERIFY(buffer.isEmpty() && buffer.capacity() == 0);
        buffer.append(std::string(5000, 'x'));
        buffer.clear();
        QVERIFY(buffer.isEmpty());
        QVERIFY(buffer.capacity() >= 5000);
    }
};

QTEST_GUILESS_MAIN(TestStreamBuffer)

} // namespace tst_stream_buffer

#include "tst_stream_buffer.moc"
