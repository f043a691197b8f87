// SPDX-License-Identifier: MIT
#include "tests/ui/window_fixture.h"

#include "core/log/run_file_writer.h"
#include "tests/support/synthetic_run.h"

#include <QApplication>
#include <QSettings>
#include <QTest>

namespace redial {

std::shared_ptr<EventLog> WindowFixture::stationLog(int connections)
{
    auto log = std::make_shared<EventLog>();
    SyntheticRun(*log).station(connections);
    return log;
}

void WindowFixture::initTestCase()
{
    QVERIFY(folder_.isValid());
    qputenv("XDG_DATA_HOME", folder_.path().toLocal8Bit());
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder_.path());
}

void WindowFixture::init()
{
    window_ = std::make_unique<MainWindow>();
    window_->show();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
    QTRY_VERIFY(window_->isWhole());
    // Xvfb has no window manager that would do it; shortcuts need it.
    QApplication::setActiveWindow(window_.get());
}

void WindowFixture::cleanup()
{
    window_.reset();
}

QString WindowFixture::runFile(int connections)
{
    const QString path = folder_.filePath(QStringLiteral("run%1.jsonl").arg(connections));
    RunInfo info;
    info.program = QStringLiteral("test");
    info.seed = 7;
    const auto saved = saveRunFile(path, info, *stationLog(connections));
    return saved ? path : QString();
}

void WindowFixture::show(std::shared_ptr<EventLog> log)
{
    window_->showLog(std::move(log), QStringLiteral("test"));
    window_->document().catchUp();
}

EventNumber WindowFixture::find(EventKind kind) const
{
    const EventLog& log = window_->document().log();
    for (EventNumber number = 1; number <= log.size(); ++number) {
        if (log.header(number).kind == kind)
            return number;
    }
    return 0;
}

} // namespace redial
