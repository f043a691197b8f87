// SPDX-License-Identifier: MIT
#pragma once

#include "core/scenario/station_run_configuration.h"

#include <QJsonObject>
#include <QStringList>

#include <functional>
#include <limits>
#include <optional>

namespace redial {

/// Reads the members of one JSON object by name and type. A member that is missing is absent; one
/// of another type is absent and an error at its path. finish() reports members that nobody asked
/// for. Errors go to the list that it was given, which outlives it.
class JsonMembers
{
public:
    JsonMembers(QJsonObject object, QString path, std::vector<ConfigurationError>& errors)
        : object_(std::move(object)), path_(std::move(path)), errors_(errors)
    {
    }

    std::optional<QString> text(const QString& name);
    /// An array of text.
    std::optional<QStringList> texts(const QString& name);
    std::optional<bool> flag(const QString& name);
    std::optional<std::chrono::nanoseconds> duration(const QString& name);
    std::optional<std::int64_t> number(const QString& name, std::int64_t least, std::int64_t most);
    std::optional<QJsonObject> object(const QString& name);
    /// Text that `parse` turns into a value; its sentence is the error.
    template <class Value>
    std::optional<Value> parsed(const QString& name,
                                Expected<Value, QString> (*parse)(const QString&))
    {
        const auto written = text(name);
        if (!written)
            return std::nullopt;
        auto value = parse(*written);
        if (!value)
            fail(name, value.error());
        return value ? std::optional(*value) : std::nullopt;
    }
    /// Each entry of an array of objects; finish() is called for it.
    void each(const QString& name, const std::function<void(JsonMembers&)>& read);
    /// An object of its own; finish() is called for it.
    void within(const QString& name, const std::function<void(JsonMembers&)>& read);

    bool has(const QString& name) const { return object_.contains(name); }
    bool isText(const QString& name) const { return object_.value(name).isString(); }
    /// Members that somebody else reads.
    void know(const QStringList& names) { asked_ << names; }
    void fail(const QString& name, const QString& sentence);
    /// An error of a member of the member `name`.
    void failBelow(const QString& name, const QString& member, const QString& sentence);
    /// An error of the object itself.
    void fail(const QString& sentence) { errors_.push_back({path_, sentence}); }
    QString pathOf(const QString& name) const;
    void finish();

private:
    std::optional<QJsonValue> value(const QString& name);

    QJsonObject object_;
    QString path_;
    std::vector<ConfigurationError>& errors_;
    QStringList asked_;
};

} // namespace redial
