extension Reader {
    mutating func properties(_ attributes: [Attribute], _ modifiers: [Modifier]) throws(ReadFailure) -> [Member] {
        let keyword = token
        advance()
        if at("(") {
            let range = token.range
            try skipInitialValue()
            return [.pattern(range)]
        }
        var list: [Member] = []
        repeat {
            let name = try name("a property")
            let type = accept(":") ? try type() : nil
            var value: Literal?
            if accept("=") {
                let start = index
                try skipInitialValue()
                value = literal(from: start, to: index)
            }
            var storage = Property.Storage.stored
            if at("{") {
                storage = opensObservers ? .observed : .computed
                try skipBrackets()
            }
            list.append(
                .property(
                    Property(
                        attributes: attributes, modifiers: modifiers, isLet: text(keyword) == "let", keyword: keyword.range,
                        name: name, type: type, initialValue: value, storage: storage)))
        } while accept(",")
        // `var a, b: Int`: a name without a type takes the next one's.
        return shareTypes(list)
    }

    private func shareTypes(_ list: [Member]) -> [Member] {
        var following: TypeReference?
        return list.reversed().map { member in
            guard case .property(let p) = member else { return member }
            if p.type != nil || p.initialValue != nil { following = p.type }
            return .property(
                Property(
                    attributes: p.attributes, modifiers: p.modifiers, isLet: p.isLet, keyword: p.keyword, name: p.name,
                    type: p.type ?? (p.initialValue == nil ? following : nil), initialValue: p.initialValue, storage: p.storage))
        }.reversed()
    }

    /// At `{`: whether `willSet` or `didSet` comes first inside.
    private var opensObservers: Bool {
        var reader = self
        reader.advance()
        _ = try? reader.attributes()
        return reader.at("willSet") || reader.at("didSet")
    }

    /// An expression ends at a comma, before observers, or at a line that begins a member.
    private mutating func skipInitialValue() throws(ReadFailure) {
        var first = true
        while !atEnd, !at("}"), !at(";"), !at(",") {
            if !first, token.newlineBefore, startsMember { return }
            if !first, at("{"), opensObservers { return }
            first = false
            if at("(") || at("[") || at("{") {
                try skipBrackets()
            } else if at("<"), let end = genericArguments {
                index = end
            } else {
                advance()
            }
        }
    }

    /// At `<`: the index behind the matching `>` where this reads as generic arguments, as in `Dictionary<Int, Int>()`.
    private var genericArguments: Int? {
        var reader = self
        reader.advance()
        repeat {
            if reader.token.kind == .integer {  // InlineArray<4, Int>
                reader.advance()
            } else if (try? reader.type()) == nil {
                return nil
            }
        } while reader.accept(",")
        guard reader.accept(">"), reader.at("(") || reader.at(".") else { return nil }
        return reader.index
    }

    mutating func enumCases(_ attributes: [Attribute]) throws(ReadFailure) -> [Member] {
        advance()
        var list: [Member] = []
        repeat {
            let name = try name("a case")
            let associated = at("(") ? try elements() : []
            var raw: Literal?
            if accept("=") {
                let start = index
                try skipInitialValue()
                raw = literal(from: start, to: index)
            }
            list.append(.enumCase(EnumCase(attributes: attributes, name: name, rawValue: raw, associatedValues: associated)))
        } while accept(",")
        return list
    }
}
