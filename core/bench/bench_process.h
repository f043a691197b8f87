// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"

#include <QJsonObject>
#include <QProcess>

#include <chrono>

namespace redial {

/// One worker process of a bench. Ends with this object: first its standard input, then, if it does
/// not go, the process.
class BenchProcess
{
public:
    BenchProcess(const QString& program, const QStringList& arguments, const QJsonObject& order);
    ~BenchProcess();
    BenchProcess(const BenchProcess&) = delete;
    BenchProcess& operator=(const BenchProcess&) = delete;

    /// The next line, an object with this member. Waits for a minute and `patience`. The error is
    /// one sentence that says how the process went.
    Expected<QJsonObject, QString> answer(const QString& member,
                                          std::chrono::milliseconds patience = {});
    /// Sends the command, and gives the answer.
    Expected<QJsonObject, QString> ask(const QString& command);

private:
    QString failure(const QString& what);

    const QString role_;
    QProcess process_;
};

} // namespace redial
