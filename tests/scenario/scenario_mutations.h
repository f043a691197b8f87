// SPDX-License-Identifier: MIT
#pragma once

#include <QJsonObject>
#include <QSet>

#include <vector>

namespace redial::test {

/// Scenario files that differ from a whole one in one place: a member is missing, one that nobody
/// knows was added, or a value was replaced by one of a list that has every type in it. What was
/// done at a place of the same kind before (the same path, whatever the file and the entry's
/// number) is not done again.
class ScenarioMutations
{
public:
    struct Mutation
    {
        QString what; ///< "NAME /seed = null"
        QJsonObject file;
    };

    /// All that is new about the file; of each place only every `stride`-th kind.
    void add(const QString& name, const QJsonObject& file, int stride = 1);
    const std::vector<Mutation>& all() const { return all_; }

private:
    void descend(const QJsonValue& value, const QStringList& path);
    void mutate(const QJsonValue& value, const QStringList& path);
    bool isNew(const QStringList& path, const QString& kind);

    std::vector<Mutation> all_;
    QSet<QString> seen_;
    QString name_;
    QJsonObject file_;
    int stride_ = 1;
    int count_ = 0;
};

} // namespace redial::test
