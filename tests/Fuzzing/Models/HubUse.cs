using Kif.Models;

namespace Kif.Fuzzing;

/// <summary>Reads what a hub answers, and what a client left in its cache.</summary>
internal static class HubUse
{
    public static void Page(byte[] page)
    {
        foreach (HubFile file in HubListing.ReadPage(page, "https://hub.example/page")) Sound(file);
    }

    public static void Cache(FuzzCase given)
    {
        HubListing read = HubListing.Read(Path.Combine(given.Folder, "files.json")) ?? throw new InvalidDataException("files.json is no listing");
        foreach (HubFile file in read.Files.Values) Sound(file);
    }

    private static void Sound(HubFile file) =>
        UnsoundException.Unless(file.Size >= 0 && SafePath.Below("x", file.Path) is not null, $"'{file.Path}' is no file below a folder");
}
