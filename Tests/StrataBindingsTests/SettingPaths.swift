/// The settings of an element as its stored properties have them: the paths of everything that can be set, so that a new one is missed
/// by no test.
enum SettingPaths {
    static func of(_ element: Any) -> Set<String> {
        var paths: Set<String> = []
        walk(element, "", &paths)
        return paths
    }

    private static func walk(_ value: Any, _ path: String, _ paths: inout Set<String>) {
        let mirror = Mirror(reflecting: value)
        for child in mirror.children {
            guard let label = child.label else { continue }
            let name = path.isEmpty ? label : "\(path).\(label)"
            var value = child.value
            let inner = Mirror(reflecting: value)
            if inner.displayStyle == .optional, let some = inner.children.first { value = some.value }
            if hasSettings(value) { walk(value, name, &paths) } else { paths.insert(name) }
        }
    }

    /// Structs whose properties are settings; everything else is a value.
    private static func hasSettings(_ value: Any) -> Bool {
        let type = "\(type(of: value))"
        guard Mirror(reflecting: value).displayStyle == .struct else { return false }
        return ["Configuration", "Limits", "Quotas", "Settings"].contains { type.hasSuffix($0) }
    }
}
