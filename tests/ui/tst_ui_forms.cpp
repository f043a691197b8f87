// SPDX-License-Identifier: MIT
#include "tests/support/synthetic_run.h"
#include "tests/ui/window_fixture.h"
#include "ui/models/link_state.h"
#include "ui/models/run_command_line.h"
#include "ui/models/run_settings.h"
#include "ui/panels/connection_bar.h"
#include "ui/panels/envelope_preview.h"
#include "ui/panels/event_list_panel.h"
#include "ui/panels/filter_bar.h"
#include "ui/panels/policy_editor.h"
#include "ui/panels/session_editor.h"
#include "ui/panels/state_indicator.h"
#include "ui/window/window_settings.h"

#include <QComboBox>
#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QLineEdit>
#include <QTemporaryFile>
#include <QTest>

namespace tst_ui_forms {

using namespace redial;
using namespace std::chrono_literals;

class TestUiForms : public WindowFixture
{
    Q_OBJECT
private slots:
    void aWrongFilterIsRedAndChangesNothing();
    void escapeClearsTheFilter();
    void theStateIsToldInWordsWithItsAttempt();
    void aWrongUrlIsToldAtItsPlace_data();
    void aWrongUrlIsToldAtItsPlace();
    void whatIsSecretInAUrlIsNeitherKeptNorCopied_data();
    void whatIsSecretInAUrlIsNeitherKeptNorCopied();
    void everyKnobHasAFieldThatReadsBack();
    void aWrongKnobIsToldAtItsPlaceAndKeepsThePolicy();
    void thePreviewIsTheEnvelopeOfTheForm();
    void everySessionKnobHasAFieldThatReadsBack();
    void aWrongSessionKnobIsToldAtItsPlaceAndHoldsTheRunBack();
    void aCaFileThatHoldsNoCertificateHoldsTheRunBack();
    void thePasswordIsMaskedAndWrittenNowhere();
};

void TestUiForms::aWrongFilterIsRedAndChangesNothing()
{
    show(stationLog());
    FilterBar& filter = window_->eventList().filterBar();
    filter.setRegularExpression(true);
    filter.setText(QStringLiteral("boot.*sent"));
    window_->document().catchUp();
    const auto before = window_->document().visible();
    QVERIFY(!filter.isWrong());
    auto* edit = filter.findChild<QLineEdit*>();
    const QColor normal = edit->palette().color(QPalette::Base);
    filter.setText(QStringLiteral("boot(sent"));
    QVERIFY(filter.isWrong());
    QVERIFY(edit->palette().color(QPalette::Base) != normal);
    QVERIFY(edit->toolTip().contains(QStringLiteral("character")));
    window_->document().catchUp();
    QCOMPARE(window_->document().visible(), before);
}

void TestUiForms::escapeClearsTheFilter()
{
    show(stationLog());
    FilterBar& filter = window_->eventList().filterBar();
    filter.setText(QStringLiteral("nothing like it"));
    window_->document().catchUp();
    QVERIFY(window_->document().visible().empty());
    QTest::keyClick(filter.findChild<QComboBox*>(), Qt::Key_Escape);
    window_->document().catchUp();
    QCOMPARE(EventNumber(window_->document().visible().size()), window_->document().log().size());
}

void TestUiForms::theStateIsToldInWordsWithItsAttempt()
{
    StateIndicator& state = window_->connectionBar().state();
    QCOMPARE(state.headline(), QStringLiteral("Not running"));
    show(stationLog());
    QCOMPARE(state.headline(), QStringLiteral("Online"));
    auto log = stationLog(1);
    VirtualClock clock;
    EventRecorder client(*log, clock, Source::Client);
    client.setAttempt(4);
    clock.advance(100s);
    client.record(EventKind::Closed, {{FieldKey::Cause, "reset"}});
    client.record(EventKind::BackoffScheduled, {{FieldKey::DelayNs, 5s}});
    show(log);
    QCOMPARE(state.headline(), QStringLiteral("Waiting to reconnect"));
    LinkState waiting = linkStateOf(window_->document());
    QCOMPARE(waiting.explanation(waiting.since + 2s), QStringLiteral("Attempt 4 in 3.0 s"));
    QVERIFY(state.accessibleName().contains(QStringLiteral("Waiting")));
    client.record(EventKind::GaveUp);
    window_->document().catchUp();
    QCOMPARE(state.headline(), QStringLiteral("Gave up"));
}

void TestUiForms::aWrongUrlIsToldAtItsPlace_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("right");
    QTest::newRow("ws") << QStringLiteral("ws://localhost:9000/ocpp") << true;
    QTest::newRow("wss") << QStringLiteral("wss://example.org/") << true;
    QTest::newRow("empty") << QString() << false;
    QTest::newRow("http") << QStringLiteral("http://localhost/") << false;
    QTest::newRow("no host") << QStringLiteral("ws:///path") << false;
    QTest::newRow("no URL") << QStringLiteral("ws://a b") << false;
}

void TestUiForms::aWrongUrlIsToldAtItsPlace()
{
    QFETCH(QString, url);
    QFETCH(bool, right);
    RunSettings settings;
    settings.embedded = false;
    settings.url = url;
    window_->connectionBar().setSettings(settings);
    QAction* start = window_->actionRegistry().action(QStringLiteral("run.start"));
    QCOMPARE(start->isEnabled(), right);
    if (!right)
        QVERIFY2(start->toolTip().contains(QStringLiteral("ws://")), qPrintable(start->toolTip()));
}

void TestUiForms::whatIsSecretInAUrlIsNeitherKeptNorCopied_data()
{
    QTest::addColumn<QString>("transport");
    QTest::addColumn<QString>("url");
    for (const char* transport : {"qt", "precise"}) {
        QTest::addRow("%s, a URL", transport)
            << QString::fromLatin1(transport)
            << QStringLiteral("ws://CP-1:hunter2@kept.example/p?token=hunter2#hunter2");
        QTest::addRow("%s, no URL", transport)
            << QString::fromLatin1(transport) << QStringLiteral("CP-1:hunter2@kept.example");
    }
}

void TestUiForms::whatIsSecretInAUrlIsNeitherKeptNorCopied()
{
    QFETCH(QString, transport);
    QFETCH(QString, url);
    RunSettings settings;
    settings.embedded = false;
    settings.url = url;
    settings.transport = transport;
    ConnectionBar& bar = window_->connectionBar();
    bar.setSettings(settings);
    QCOMPARE(bar.settings(), settings);
    bar.rememberUrl();
    QVERIFY(!bar.recentUrls().join(QChar(u' ')).contains(QStringLiteral("hunter2")));
    QVERIFY(!commandLineOf(settings, {}).contains(QStringLiteral("hunter2")));
    QVERIFY(!window_->windowTitle().contains(QStringLiteral("hunter2")));
    window_->close();
    QByteArray kept;
    QDirIterator files(folder_.path(), QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        kept += file.readAll();
    }
    QVERIFY2(kept.contains("kept.example"), kept.constData());
    QVERIFY2(!kept.contains("hunter2"), kept.constData());
}

void TestUiForms::everyKnobHasAFieldThatReadsBack()
{
    PolicyEditor& editor = window_->policyEditor();
    ReconnectPolicy policy;
    policy.strategy = BackoffStrategy::Equal;
    policy.multiplier = 1.6;
    policy.honourRetryAfter = !policy.honourRetryAfter;
    policy.terminalCloseCodes = {{1008, 1008}, {4000, 4999}};
    editor.setPolicy(policy);
    QVERIFY(editor.isValid());
    QCOMPARE(editor.policy(), policy);
    for (const PolicyKnob& knob : policyKnobs()) {
        QWidget* field = editor.field(knob.name);
        QVERIFY2(field, qPrintable(knob.name));
        QCOMPARE(field->toolTip(), knob.help);
    }
}

void TestUiForms::aWrongKnobIsToldAtItsPlaceAndKeepsThePolicy()
{
    PolicyEditor& editor = window_->policyEditor();
    ReconnectPolicy unusual;
    unusual.initialBackoff = 700ms;
    editor.setPolicy(unusual);
    const ReconnectPolicy before = editor.policy();
    auto* field = qobject_cast<QLineEdit*>(editor.field(QStringLiteral("initial_backoff")));
    QVERIFY(field);
    field->setText(QStringLiteral("soon"));
    QVERIFY(!editor.isValid());
    QVERIFY(editor.errors().contains(QStringLiteral("initial_backoff")));
    QCOMPARE(editor.policy(), before);
    QVERIFY(!window_->actionRegistry().action(QStringLiteral("run.start"))->isEnabled());
    field->setText(QStringLiteral("90s"));
    QVERIFY2(!editor.isValid(), "longer than max_backoff");
    field->setText(QStringLiteral("2s"));
    QVERIFY(editor.isValid());
    QCOMPARE(editor.policy().initialBackoff, std::chrono::nanoseconds(2s));
}

void TestUiForms::thePreviewIsTheEnvelopeOfTheForm()
{
    PolicyEditor& editor = window_->policyEditor();
    editor.setPolicy({});
    auto* field = qobject_cast<QLineEdit*>(editor.field(QStringLiteral("initial_backoff")));
    field->setText(QStringLiteral("1s"));
    const auto& bounds = editor.preview().bounds();
    QCOMPARE(bounds.size(), std::size_t(EnvelopePreview::attempts));
    QCOMPARE(bounds[0].nominal, std::chrono::nanoseconds(1s));
    QCOMPARE(bounds[1].low, std::chrono::nanoseconds(1600ms));
    qobject_cast<QLineEdit*>(editor.field(QStringLiteral("max_attempts")))
        ->setText(QStringLiteral("3"));
    QCOMPARE(editor.preview().bounds().size(), std::size_t(3));
}

void TestUiForms::everySessionKnobHasAFieldThatReadsBack()
{
    SessionEditor& editor = window_->sessionEditor();
    SessionPolicy policy;
    policy.offlineSend = OfflineSend::Queue;
    policy.offlineQueueBound = 7;
    policy.reconnectOnCallTimeout = true;
    policy.messageAttemptInterval = 90s;
    editor.setPolicy(policy);
    QVERIFY(editor.isValid());
    QVERIFY(editor.policy() == policy);
    for (const SessionKnob& knob : sessionKnobs()) {
        QWidget* field = editor.field(knob.name);
        QVERIFY2(field, qPrintable(knob.name));
        QCOMPARE(field->toolTip(), knob.help);
    }
    RunSettings settings;
    settings.session = editor.policy();
    const auto run = configurationOf(settings, {});
    QVERIFY2(run, qPrintable(run ? QString() : run.error()));
    QVERIFY(run->session == policy);
    QVERIFY(commandLineOf(settings, {}).contains(QStringLiteral("--offline-send queue")));
}

void TestUiForms::aWrongSessionKnobIsToldAtItsPlaceAndHoldsTheRunBack()
{
    window_->connectionBar().setSettings({});
    SessionEditor& editor = window_->sessionEditor();
    editor.setPolicy({});
    auto* field = qobject_cast<QLineEdit*>(editor.field(QStringLiteral("message_attempts")));
    QVERIFY(field);
    field->setText(QStringLiteral("0"));
    QVERIFY(!editor.isValid());
    QVERIFY(editor.errors().contains(QStringLiteral("message_attempts")));
    QCOMPARE(editor.policy().messageAttempts, 3u);
    QAction* start = window_->actionRegistry().action(QStringLiteral("run.start"));
    QVERIFY(!start->isEnabled());
    field->setText(QStringLiteral("4"));
    QVERIFY(editor.isValid());
    QCOMPARE(editor.policy().messageAttempts, 4u);
    QVERIFY(start->isEnabled());
}

void TestUiForms::aCaFileThatHoldsNoCertificateHoldsTheRunBack()
{
    RunSettings settings;
    settings.embedded = false;
    settings.url = QStringLiteral("wss://localhost:9000/");
    window_->connectionBar().setSettings(settings);
    QAction* start = window_->actionRegistry().action(QStringLiteral("run.start"));
    QVERIFY(start->isEnabled());
    SessionEditor& editor = window_->sessionEditor();
    editor.setCaFile(QStringLiteral("/no/such/file.pem"));
    QVERIFY(!start->isEnabled());
    QVERIFY2(start->toolTip().contains(QStringLiteral("cannot be read")),
             qPrintable(start->toolTip()));
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write("not a certificate");
    file.flush();
    editor.setCaFile(file.fileName());
    QVERIFY2(start->toolTip().contains(QStringLiteral("holds no certificate")),
             qPrintable(start->toolTip()));
    file.write("\n-----BEGIN CERTIFICATE-----\n");
    file.flush();
    editor.setCaFile({});
    editor.setCaFile(file.fileName());
    QVERIFY(start->isEnabled());
    settings.caFile = editor.caFile();
    QVERIFY(configurationOf(settings, {})->tls.caCertificates.contains("BEGIN CERTIFICATE"));
    QVERIFY(commandLineOf(settings, {}).contains(QStringLiteral("--tls-ca ")));
}

void TestUiForms::thePasswordIsMaskedAndWrittenNowhere()
{
    const QString secret = QStringLiteral("correct-horse-battery");
    auto* field = window_->sessionEditor().findChild<QLineEdit*>(QStringLiteral("password"));
    QVERIFY(field);
    QCOMPARE(field->echoMode(), QLineEdit::Password);
    field->setText(secret);
    QVERIFY(!field->displayText().contains(secret));
    RunSettings settings;
    settings.embedded = false;
    settings.url = QStringLiteral("wss://localhost:9000/");
    settings.password = window_->sessionEditor().password();
    const auto run = configurationOf(settings, {});
    QCOMPARE(run->password, secret);
    QVERIFY(!QString::fromUtf8(QJsonDocument(run->toJson()).toJson()).contains(secret));
    QVERIFY(!commandLineOf(settings, {}).contains(secret));
    window_->close();
    WindowSettings kept = WindowSettings::load();
    QVERIFY(kept.run.password.isEmpty());
    kept.run.password = secret;
    kept.save();
    QVERIFY(WindowSettings::load().run.password.isEmpty());
}

QTEST_MAIN(TestUiForms)

} // namespace tst_ui_forms

#include "tst_ui_forms.moc"
