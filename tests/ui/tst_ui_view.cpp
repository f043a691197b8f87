// SPDX-License-Identifier: MIT
#include "ui/view/theme.h"
#include "ui/view/time_range.h"
#include "ui/view/zoom_stack.h"

#include <QTest>

namespace tst_ui_view {

using namespace redial;
using namespace std::chrono_literals;

class TestUiView : public QObject
{
    Q_OBJECT
private slots:
    void aTimeAndItsPixelAreEachOthersInverse();
    void pixelsOfExtremeTimesAreSafeToDraw();
    void zoomingKeepsTheAnchorOnItsPixel();
    void zoomingNeverGoesBelowTheShortestRange();
    void ticksAreRoundAndFarEnoughApart_data();
    void ticksAreRoundAndFarEnoughApart();
    void anAxisTextHasTheDigitsItsStepNeeds_data();
    void anAxisTextHasTheDigitsItsStepNeeds();
    void wheelStepsInARowAreOneStepBack();
    void aFittedViewGrowsWithTheRun();
    void aFollowingViewKeepsItsScaleAndTheEnd();
    void aPannedViewStaysWhereItIs();
    void everyTextColourHasContrast_data();
    void everyTextColourHasContrast();
};

void TestUiView::aTimeAndItsPixelAreEachOthersInverse()
{
    const TimeRange range{5s, 65s};
    for (int x = 0; x < 1200; x += 7)
        QCOMPARE(columnAt(timeAt(x + 0.5, range, 1200), range, 1200), x);
    QCOMPARE(pixelAt(5s, range, 1200), 0.0);
    QCOMPARE(pixelAt(65s, range, 1200), 1200.0);
}

void TestUiView::pixelsOfExtremeTimesAreSafeToDraw()
{
    const TimeRange range{0s, 1us};
    QCOMPARE(pixelAt(RunTime::max(), range, 1200), 1e6);
    QCOMPARE(pixelAt(RunTime::min(), range, 1200), -1e6);
    QCOMPARE(pixelAt(3s, {2s, 2s}, 1200), 0.0);
    QCOMPARE(pixelAt(3s, range, 0), 0.0);
    QCOMPARE(timeAt(10, range, 0), RunTime(0));
}

void TestUiView::zoomingKeepsTheAnchorOnItsPixel()
{
    const TimeRange range{10s, 110s};
    const RunTime anchor = 35s;
    const double before = pixelAt(anchor, range, 1000);
    const TimeRange closer = zoomed(range, anchor, 0.5);
    QCOMPARE(closer.length(), RunTime(50s));
    QVERIFY(std::abs(pixelAt(anchor, closer, 1000) - before) < 0.01);
}

void TestUiView::zoomingNeverGoesBelowTheShortestRange()
{
    TimeRange range{0s, 10s};
    for (int i = 0; i < 200; ++i)
        range = zoomed(range, 3s, 0.5);
    QCOMPARE(range.length(), shortestRange);
    QVERIFY(range.begin <= 3s && range.end >= 3s);
}

void TestUiView::ticksAreRoundAndFarEnoughApart_data()
{
    QTest::addColumn<qint64>("length");
    QTest::addColumn<qint64>("step");
    const auto row = [](const char* name, std::chrono::nanoseconds length,
                        std::chrono::nanoseconds step) {
        QTest::newRow(name) << qint64{length.count()} << qint64{step.count()};
    };
    row("10 µs", 10us, 1us);
    row("1 s", 1s, 100ms);
    row("a minute", 60s, 10s);
    row("an hour", 1h, 10min);
    row("a day", 24h, 6h);
    row("ten years", 24h * 3650, 24h * 7 * 53);
}

void TestUiView::ticksAreRoundAndFarEnoughApart()
{
    QFETCH(qint64, length);
    QFETCH(qint64, step);
    const TimeRange range{0s, RunTime(length)};
    const Ticks ticks = ticksOf(range, 1000, 100);
    QCOMPARE(qint64{ticks.step.count()}, step);
    for (std::size_t i = 1; i < ticks.times.size(); ++i)
        QVERIFY(pixelAt(ticks.times[i], range, 1000) - pixelAt(ticks.times[i - 1], range, 1000) >=
                99.9);
}

void TestUiView::anAxisTextHasTheDigitsItsStepNeeds_data()
{
    QTest::addColumn<qint64>("time");
    QTest::addColumn<qint64>("step");
    QTest::addColumn<QString>("text");
    const auto row = [](std::chrono::nanoseconds time, std::chrono::nanoseconds step,
                        const QString& text) {
        QTest::newRow(qPrintable(text)) << qint64{time.count()} << qint64{step.count()} << text;
    };
    row(0s, 1s, QStringLiteral("0 s"));
    row(12500ms, 500ms, QStringLiteral("12.5 s"));
    row(12s, 1s, QStringLiteral("12 s"));
    row(250ms, 50ms, QStringLiteral("250 ms"));
    row(350us, 50us, QStringLiteral("350 µs"));
    row(125s, 5s, QStringLiteral("2 m 05 s"));
    row(125500ms, 500ms, QStringLiteral("2 m 05.5 s"));
    row(2h + 5min, 5min, QStringLiteral("2 h 05 m"));
    row(-2s, 1s, QStringLiteral("−2 s"));
}

void TestUiView::anAxisTextHasTheDigitsItsStepNeeds()
{
    QFETCH(qint64, time);
    QFETCH(qint64, step);
    QFETCH(QString, text);
    QCOMPARE(axisText(RunTime(time), RunTime(step)), text);
}

void TestUiView::wheelStepsInARowAreOneStepBack()
{
    ZoomStack zoom;
    zoom.setWhole({0s, 100s});
    for (int i = 0; i < 5; ++i)
        zoom.zoomAt(50s, 0.8);
    QVERIFY(zoom.visible().length() < 40s);
    zoom.back();
    QCOMPARE(zoom.visible(), (TimeRange{0s, 100s}));
    QVERIFY(zoom.fitted());
    QVERIFY(!zoom.canGoBack());
}

void TestUiView::aFittedViewGrowsWithTheRun()
{
    ZoomStack zoom;
    zoom.setWhole({0s, 10s});
    zoom.setWhole({0s, 20s});
    QCOMPARE(zoom.visible(), (TimeRange{0s, 20s}));
    zoom.zoomTo({5s, 6s});
    zoom.setWhole({0s, 30s});
    QCOMPARE(zoom.visible(), (TimeRange{5s, 6s}));
    zoom.fit();
    QCOMPARE(zoom.visible(), (TimeRange{0s, 30s}));
}

void TestUiView::aFollowingViewKeepsItsScaleAndTheEnd()
{
    ZoomStack zoom;
    zoom.setWhole({0s, 100s});
    zoom.zoomTo({20s, 30s});
    zoom.setFollowing(true);
    QCOMPARE(zoom.visible(), (TimeRange{90s, 100s}));
    zoom.setWhole({0s, 130s});
    QCOMPARE(zoom.visible(), (TimeRange{120s, 130s}));
}

void TestUiView::aPannedViewStaysWhereItIs()
{
    ZoomStack zoom;
    zoom.setWhole({0s, 100s});
    zoom.zoomTo({20s, 30s});
    zoom.setFollowing(true);
    zoom.panBy(-10s);
    QVERIFY(!zoom.following());
    zoom.setWhole({0s, 130s});
    QCOMPARE(zoom.visible(), (TimeRange{80s, 90s}));
    zoom.panBy(-500s);
    QCOMPARE(zoom.visible(), (TimeRange{0s, 10s}));
}

void TestUiView::everyTextColourHasContrast_data()
{
    QTest::addColumn<QPalette>("palette");
    QTest::newRow("light") << lightPalette();
    QTest::newRow("dark") << darkPalette();
}

void TestUiView::everyTextColourHasContrast()
{
    QFETCH(QPalette, palette);
    const Theme theme = Theme::from(palette);
    const auto verify = [](const QColor& text, const QColor& ground, const QString& what) {
        const double contrast = contrastOf(text, ground);
        QVERIFY2(contrast >= 4.5, qPrintable(QStringLiteral("%1: %2").arg(what).arg(contrast)));
    };
    for (const QColor& ground : {theme.base, theme.alternate}) {
        verify(theme.text, ground, QStringLiteral("text"));
        verify(theme.fadedText, ground, QStringLiteral("faded text"));
        verify(theme.abnormal, ground, QStringLiteral("abnormal"));
        verify(theme.warning, ground, QStringLiteral("warning"));
        verify(theme.good, ground, QStringLiteral("good"));
        for (std::size_t i = 0; i < theme.lanes.size(); ++i)
            verify(theme.lanes.at(i), ground, QStringLiteral("lane %1").arg(i));
    }
    for (const QColor& phase : theme.phases)
        verify(theme.phaseText, phase, QStringLiteral("phase"));
    for (auto group : {QPalette::Active, QPalette::Inactive, QPalette::Disabled}) {
        verify(palette.color(group, QPalette::WindowText), palette.color(group, QPalette::Window),
               QStringLiteral("window"));
        verify(palette.color(group, QPalette::ButtonText), palette.color(group, QPalette::Button),
               QStringLiteral("button"));
        verify(palette.color(group, QPalette::PlaceholderText),
               palette.color(group, QPalette::Base), QStringLiteral("placeholder"));
        verify(palette.color(group, QPalette::HighlightedText),
               palette.color(group, QPalette::Highlight), QStringLiteral("highlight"));
    }
}

QTEST_MAIN(TestUiView)

} // namespace tst_ui_view

#include "tst_ui_view.moc"
