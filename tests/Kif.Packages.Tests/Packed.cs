using System.IO.Compression;
using System.Xml.Linq;

namespace Kif.Packages.Tests;

/// <summary>The packages under test: the folder that <c>KIF_PACKAGES</c> names, in the version of <c>KIF_PACKAGES_VERSION</c>.</summary>
internal static class Packed
{
    public static readonly string[] Libraries = ["Kif.Abstractions", "Kif.Baselines", "Kif.Extensions.AI", "Kif.Extensions.AI.Evaluation", "Kif.Hosting", "Kif.Models",
        "Kif.Pipeline", "Kif.Reports", "Kif.Serving", "Kif.Strategies", "Kif.Testing"];

    public static string Folder =>
        Environment.GetEnvironmentVariable("KIF_PACKAGES")
        ?? throw new InvalidOperationException("run tools/test-packages.sh, which makes the packages and sets KIF_PACKAGES");

    public static string Version =>
        Environment.GetEnvironmentVariable("KIF_PACKAGES_VERSION") ?? throw new InvalidOperationException("KIF_PACKAGES_VERSION is not set");

    public static ZipArchive Open(string id, string extension = "nupkg") => ZipFile.OpenRead(Path.Combine(Folder, $"{id}.{Version}.{extension}"));

    /// <summary>Files of the package, without those that every package has.</summary>
    public static string[] Files(string id, string extension = "nupkg")
    {
        using ZipArchive zip = Open(id, extension);
        return [.. zip.Entries.Select(e => e.FullName)
            .Where(n => !n.StartsWith("_rels/") && !n.StartsWith("package/") && n != "[Content_Types].xml" && !n.EndsWith(".nuspec"))
                .Order(StringComparer.Ordinal)];
    }

    public static byte[] Read(string id, string file, string extension = "nupkg")
    {
        using ZipArchive zip = Open(id, extension);
        using Stream entry = zip.GetEntry(file)!.Open();
        using var copy = new MemoryStream();
        entry.CopyTo(copy);
        return copy.ToArray();
    }

    public static XElement Metadata(string id) =>
        XElement.Load(new MemoryStream(Read(id, $"{id}.nuspec"))).Elements().Single(e => e.Name.LocalName == "metadata");

    public static string? Value(this XElement metadata, string name) => metadata.Elements().SingleOrDefault(e => e.Name.LocalName == name)?.Value;
}
