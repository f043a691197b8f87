// SPDX-License-Identifier: MIT
#include "tests/packaging/programs.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

namespace tst_materials_check {

using namespace redial;

namespace {

const QByteArray library = "\x7f"
                           "ELF of a library";

QJsonObject member(const QString& name, const QJsonValue& value)
{
    return {{name, value}};
}

QJsonObject relation(const QString& from, const QString& to)
{
    return {{QStringLiteral("spdxElementId"), from},
            {QStringLiteral("relationshipType"), QStringLiteral("CONTAINS")},
            {QStringLiteral("relatedSpdxElement"), to}};
}

/// A bill of one package with one file, which is `library`.
QJsonObject rightBill()
{
    const QString digest =
        QString::fromLatin1(QCryptographicHash::hash(library, QCryptographicHash::Sha256).toHex());
    const QJsonObject package{{QStringLiteral("SPDXID"), QStringLiteral("SPDXRef-Package-x")},
                              {QStringLiteral("name"), QStringLiteral("libx")},
                              {QStringLiteral("licenseDeclared"), QStringLiteral("MIT")}};
    const QJsonObject file{
        {QStringLiteral("SPDXID"), QStringLiteral("SPDXRef-File-x")},
        {QStringLiteral("fileName"), QStringLiteral("./lib/redial/lib/libx.so.1")},
        {QStringLiteral("checksums"), QJsonArray{member(QStringLiteral("checksumValue"), digest)}}};
    return {
        {QStringLiteral("spdxVersion"), QStringLiteral("SPDX-2.3")},
        {QStringLiteral("dataLicense"), QStringLiteral("CC0-1.0")},
        {QStringLiteral("packages"), QJsonArray{package}},
        {QStringLiteral("files"), QJsonArray{file}},
        {QStringLiteral("relationships"), QJsonArray{relation(QStringLiteral("SPDXRef-Package-x"),
                                                              QStringLiteral("SPDXRef-File-x"))}}};
}

/// The bill with a member of its first entry in the list `part` changed.
QJsonObject changed(const char* part, const char* name, const QJsonValue& value)
{
    QJsonObject bill = rightBill();
    QJsonArray list = bill.value(QLatin1String(part)).toArray();
    QJsonObject entry = list.first().toObject();
    entry.insert(QLatin1String(name), value);
    list.replace(0, entry);
    bill.insert(QLatin1String(part), list);
    return bill;
}

} // namespace

/// packaging/checks/materials.py: that it takes a right bill of materials, and finds what is wrong.
class TestMaterialsCheck : public QObject
{
    Q_OBJECT
private slots:
    void aRightBillIsTaken();
    void aWrongBundleIsFound_data();
    void aWrongBundleIsFound();

private:
    static Outcome check(const QString& bundle);
    static bool writeBundle(const QString& bundle, const QJsonObject& bill);
};

Outcome TestMaterialsCheck::check(const QString& bundle)
{
    return runProgram(QStringLiteral("/usr/bin/python3"),
                      {QStringLiteral(REDIAL_SOURCE_DIR "/packaging/checks/materials.py"), bundle});
}

bool TestMaterialsCheck::writeBundle(const QString& bundle, const QJsonObject& bill)
{
    return writeFile(bundle + QStringLiteral("/lib/libx.so.1"), library) &&
           writeFile(bundle + QStringLiteral("/licenses/libx.txt"), QByteArray(300, 'x')) &&
           writeFile(bundle + QStringLiteral("/sbom.spdx.json"), QJsonDocument(bill).toJson());
}

void TestMaterialsCheck::aRightBillIsTaken()
{
    QTemporaryDir bundle;
    QVERIFY(writeBundle(bundle.path(), rightBill()));
    const Outcome outcome = check(bundle.path());
    QVERIFY2(outcome.status == 0, qPrintable(outcome.output));
    QVERIFY2(outcome.output.contains(QLatin1String("1 packages, 1 files")),
             qPrintable(outcome.output));
}

void TestMaterialsCheck::aWrongBundleIsFound_data()
{
    QTest::addColumn<QJsonObject>("bill");
    QTest::addColumn<QString>("file"); // written after the bundle, with one byte
    QTest::addColumn<QString>("complaint");
    QJsonObject other = rightBill();
    other.insert(QStringLiteral("spdxVersion"), QStringLiteral("SPDX-2.2"));
    QTest::newRow("another format") << other << QString() << "not an SPDX 2.3 document";
    QTest::newRow("a library changed") << rightBill() << "lib/libx.so.1"
                                       << "lib/libx.so.1 has another checksum";
    QTest::newRow("a library not listed") << rightBill() << "lib/liby.so.1"
                                          << "lib/liby.so.1 is not listed";
    QTest::newRow("a library not there")
        << changed("files", "fileName", QStringLiteral("./lib/redial/lib/libz.so.1")) << QString()
        << "lib/libz.so.1 is listed and not there";
    QTest::newRow("an empty licence text") << rightBill() << "licenses/libx.txt"
                                           << "libx has no licence text";
    QTest::newRow("no licence") << changed("packages", "licenseDeclared",
                                           QStringLiteral("NOASSERTION"))
                                << QString() << "libx has no licence";
    QTest::newRow("a file of no package")
        << changed("relationships", "relationshipType", QStringLiteral("OTHER")) << QString()
        << "lib/libx.so.1 belongs to no package";
    QTest::newRow("a relationship to nothing")
        << changed("relationships", "relatedSpdxElement", QStringLiteral("SPDXRef-File-y"))
        << QString() << "a relationship names what is not there";
}

void TestMaterialsCheck::aWrongBundleIsFound()
{
    QFETCH(QJsonObject, bill);
    QFETCH(QString, file);
    QFETCH(QString, complaint);
    QTemporaryDir bundle;
    QVERIFY(writeBundle(bundle.path(), bill));
    if (!file.isEmpty())
        QVERIFY(writeFile(bundle.filePath(file), "\x7f"
                                                 "ELF"));
    const Outcome outcome = check(bundle.path());
    QCOMPARE(outcome.status, 1);
    QVERIFY2(outcome.output.contains(complaint), qPrintable(outcome.output));
}

QTEST_GUILESS_MAIN(TestMaterialsCheck)

} // namespace tst_materials_check

#include "tst_materials_check.moc"
