import StrataInfoset

/// Where a command puts what it made: a file, or the standard output.
struct OutputFile {
    /// The path; nil is the standard output.
    let path: String?
    /// Whether a file is for its owner alone.
    var isSecret = false

    func write(_ octets: Bytes) throws {
        guard let path else { return Console.write(octets) }
        let name = path.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? path
        guard !name.isEmpty, name != ".", name != ".." else { throw InputError("\(path) names a folder; --out takes a file") }
        let folder = path.dropLast(name.count)
        let target = try Folder(making: folder.isEmpty ? "." : String(folder))
        let result: Result<Void, FileError> = octets.withUnsafeBytes { raw in
            do throws(FileError) {
                try target.write(raw, to: name, secret: isSecret)
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }
}
