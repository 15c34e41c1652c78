import SwiftReader

/// The access level that generated members repeat.
enum Access: Int {
    case `fileprivate`, `internal`, package, `public`

    /// With a trailing space, or empty for internal. A type is never wider than the types around it.
    static func prefix(of declaration: Declaration, in context: [SourceText]) -> String {
        let around = context.compactMap { try? Reader.declaration(in: $0) }
        var level = Access(declaration.modifiers) ?? .internal
        if let outer = around.first, outer.keyword.text == "extension", Access(declaration.modifiers) == nil {
            // `public extension Outer { struct Inner {} }` makes Inner public.
            level = Access(outer.modifiers) ?? .internal
        }
        for outer in around where outer.keyword.text != "extension" {
            level = Access(rawValue: min(level.rawValue, (Access(outer.modifiers) ?? .internal).rawValue)) ?? level
        }
        switch level {
        case .fileprivate: return "fileprivate "
        case .internal: return ""
        case .package: return "package "
        case .public: return "public "
        }
    }

    private init?(_ modifiers: [Modifier]) {
        for modifier in modifiers where modifier.detail == nil {
            switch modifier.name {
            case "public", "open": self = .public
            case "package": self = .package
            case "internal": self = .internal
            case "fileprivate", "private": self = .fileprivate
            default: continue
            }
            return
        }
        return nil
    }
}
