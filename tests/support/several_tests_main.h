// SPDX-License-Identifier: MIT
#pragma once

#include <QCoreApplication>
#include <QTest>

namespace redial::test {

/// One test class of a program that has several. Each gets a report of its own: "-o
/// name.xml,junitxml" becomes
/// "-o name.Class.xml,junitxml" for every class after the first.
template <class Test>
int runOne(QStringList arguments, bool first)
{
    Test test;
    const QString className = QString::fromLatin1(Test::staticMetaObject.className());
    if (!first) {
        for (QString& argument : arguments)
            argument.replace(QLatin1String(".xml,junitxml"),
                             QLatin1Char('.') + className + QLatin1String(".xml,junitxml"));
    }
    return QTest::qExec(&test, arguments);
}

/// Runs each test class and returns the number of failures.
template <class... Tests>
int runTests(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    bool first = true;
    int failures = 0;
    ((failures += runOne<Tests>(QCoreApplication::arguments(), std::exchange(first, false))), ...);
    return failures;
}

} // namespace redial::test
