// SPDX-License-Identifier: MIT
#include "core/wire/url_without_secrets.h"

#include <QTest>
#include <QUrl>

namespace tst_url_without_secrets {

using namespace redial;

class TestUrlWithoutSecrets : public QObject
{
    Q_OBJECT
private slots:
    void userInfoQueryAndFragmentAreLeftOut_data();
    void userInfoQueryAndFragmentAreLeftOut();
    void targetsAreCutAtTheirQuery_data();
    void targetsAreCutAtTheirQuery();
};

void TestUrlWithoutSecrets::userInfoQueryAndFragmentAreLeftOut_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char* text, const char* shown) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(shown);
    };
    row("ws://h/p", "ws://h/p");
    row("ws://u:secret@h:9000/a%20b?token=secret#secret", "ws://h:9000/a%20b");
    row("wss://secret@h/", "wss://h/");
    row("ws://[::1]:9/?secret", "ws://[::1]:9/");
    // No URLs.
    row("", "");
    row("h/p?token=secret", "h/p");
    row("u:secret@h#secret", "***@h");
    row("ws://u:se/cr?et#@h/p", "ws://***@h/p");
    row("ws://u:sec ret@h:port/?secret", "ws://***@h:port/");
}

void TestUrlWithoutSecrets::userInfoQueryAndFragmentAreLeftOut()
{
    QFETCH(QString, text);
    QFETCH(QString, shown);
    QCOMPARE(urlTextWithoutSecrets(text), shown);
    if (const QUrl url(text, QUrl::StrictMode); url.isValid() && !url.host().isEmpty())
        QCOMPARE(urlWithoutSecrets(url), shown);
}

void TestUrlWithoutSecrets::targetsAreCutAtTheirQuery_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("shown");
    QTest::newRow("path") << QByteArray("/CP-1") << QByteArray("/CP-1");
    QTest::newRow("query") << QByteArray("/CP-1?token=secret") << QByteArray("/CP-1");
    QTest::newRow("fragment") << QByteArray("/#secret") << QByteArray("/");
    QTest::newRow("URL") << QByteArray("http://u:secret@h/p?secret") << QByteArray("http://h/p");
    QTest::newRow("nothing") << QByteArray("?secret") << QByteArray("");
}

void TestUrlWithoutSecrets::targetsAreCutAtTheirQuery()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, shown);
    QCOMPARE(targetWithoutSecrets(target.toStdString()), shown.toStdString());
}

QTEST_APPLESS_MAIN(TestUrlWithoutSecrets)

} // namespace tst_url_without_secrets

#include "tst_url_without_secrets.moc"
