// SPDX-License-Identifier: MIT
#include "ui/models/fault_catalogue_model.h"

#include "core/base/to_qstring.h"
#include "core/fault/fault_catalogue.h"
#include "core/fault/fault_implementations.h"

#include <QGuiApplication>
#include <QPalette>

#include <algorithm>

namespace redial {

FaultCatalogueModel::FaultCatalogueModel(QObject* parent) : QAbstractTableModel(parent)
{
    fill();
}

void FaultCatalogueModel::setSearch(const QString& text)
{
    words_ = text.toLower().split(QChar(u' '), Qt::SkipEmptyParts);
    fill();
}

void FaultCatalogueModel::setLevel(std::optional<FaultLevel> level)
{
    level_ = level;
    fill();
}

void FaultCatalogueModel::setMode(FaultMode mode)
{
    if (mode_ == mode)
        return;
    mode_ = mode;
    fill();
}

void FaultCatalogueModel::fill()
{
    beginResetModel();
    rows_.clear();
    for (const FaultDefinition& fault : faultCatalogue()) {
        if (passes(fault))
            rows_.push_back({&fault, unavailableSentence(fault, mode_)});
    }
    endResetModel();
}

bool FaultCatalogueModel::passes(const FaultDefinition& fault) const
{
    if (level_ && fault.level != *level_)
        return false;
    const QString text = QStringLiteral("%1 %2 %3 %4")
                             .arg(toQString(fault.id), toQString(fault.name),
                                  toQString(fault.summary), toQString(fault.explanation))
                             .toLower();
    return std::ranges::all_of(words_, [&](const QString& word) { return text.contains(word); });
}

std::optional<int> FaultCatalogueModel::rowOf(const FaultDefinition& fault) const
{
    const auto found = std::ranges::find(rows_, &fault, &Row::fault);
    return found == rows_.end() ? std::nullopt : std::optional(int(found - rows_.begin()));
}

int FaultCatalogueModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(rows_.size());
}

int FaultCatalogueModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant FaultCatalogueModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const auto& [definition, unavailable] = rows_[std::size_t(index.row())];
    const FaultDefinition& fault = *definition;
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == Id ? toQString(fault.id) : toQString(fault.summary);
    case Qt::ToolTipRole:
        return unavailable.isEmpty() ? toQString(fault.explanation) : unavailable;
    case Qt::AccessibleDescriptionRole:
        return unavailable;
    case Qt::ForegroundRole:
        return unavailable.isEmpty()
                   ? QVariant()
                   : QGuiApplication::palette().color(QPalette::Disabled, QPalette::Text);
    default:
        return {};
    }
}

QVariant FaultCatalogueModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Id ? QStringLiteral("Id") : QStringLiteral("Fault");
}

} // namespace redial
