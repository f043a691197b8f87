// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"

#include <QByteArray>
#include <QString>

namespace redial {

/// What whoever gives orders over HTTP must know: 256 bits of the system's randomness as 43
/// characters, made anew by each program, in a file that only its owner can read. The file goes
/// with the object. Never in a log.
class ControlToken
{
public:
    ControlToken();
    ~ControlToken();
    ControlToken(const ControlToken&) = delete;
    ControlToken& operator=(const ControlToken&) = delete;

    /// Takes the place of a file that is there; a link is not followed. The error is a sentence.
    Expected<void, QString> writeTo(const QString& path);

    QString path() const { return path_; }
    /// In a time that does not tell how much of it is right.
    bool is(std::string_view given) const;

private:
    QByteArray text_;
    QString path_;
};

} // namespace redial
