using Kif.Pipeline.Streams;

namespace Kif.Pipeline.Registration;

/// <summary>Registers the task formats.</summary>
public static class TaskFormatRegistration
{
    /// <summary>Adds the folder of JSON files, the format of common benchmarks.</summary>
    public static KifCatalog AddTaskFormats(this KifCatalog catalog) => catalog
        .AddTaskFormat<FolderFormat, FolderFormatOptions>("folder", "train/<task>.json or <group>/<task>/train.json and their test files, JSON or JSON Lines");
}
