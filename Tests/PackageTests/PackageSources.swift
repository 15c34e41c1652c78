import Foundation

/// The files of this package, found from this file's own place.
enum PackageSources {
    /// The folder that holds `Package.swift` and `Sources`.
    static let root: URL = {
        var folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path != "/" {
            if FileManager.default.fileExists(atPath: folder.appending(path: "Sources/StrataCore").path),
                FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path)
            {
                return folder
            }
            folder.deleteLastPathComponent()
        }
        return folder
    }()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root.appending(path: path).path) }

    /// The names of the folders in `path`, hidden ones left out.
    static func folders(in path: String) throws -> [String] {
        let found = try FileManager.default.contentsOfDirectory(
            at: root.appending(path: path), includingPropertiesForKeys: [.isDirectoryKey], options: .skipsHiddenFiles)
        return try found.filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true }.map(\.lastPathComponent).sorted()
    }

    /// The Swift sources under `path`, as paths relative to the root. Hidden folders, and what was built, are left out.
    static func swiftFiles(under path: String) -> [String] { files(under: path, suffix: ".swift") }

    /// The files under `path` whose names end like that, as paths relative to the root, hidden folders left out.
    static func files(under path: String, suffix: String) -> [String] {
        let folder = root.appending(path: path)
        guard let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil, options: .skipsHiddenFiles) else {
            return []
        }
        var files: [String] = []
        for case let url as URL in found where url.lastPathComponent.hasSuffix(suffix) {
            files.append(path + url.path.dropFirst(folder.path.count))
        }
        return files.sorted()
    }
}
