/// What `Package.swift` says of the rooms, read as text: no second build system is started from within a test.
struct Manifest {
    let text: String

    /// The dependencies of each `room(name, [dependencies], …)` and `plugin(room: name, [dependencies])`.
    let rooms: [String: Set<String>]

    init(_ text: String) {
        self.text = text
        var rooms: [String: Set<String>] = [:]
        for match in text.matches(of: /(?:room\(|plugin\(room:)\s*"(\w+)",\s*\[([^\]]*)\]/) {
            rooms[String(match.1)] = Set(match.2.matches(of: /"(\w+)"/).map { String($0.1) })
        }
        self.rooms = rooms
    }

    /// The names of the library products.
    var libraries: Set<String> { Set(text.matches(of: /\.library\(name:\s*"(\w+)"/).map { String($0.1) }) }
}
