using Kif.Pipeline.Streams;

namespace Kif.Pipeline.Registration;

/// <summary>Registers the formats that tasks are read from.</summary>
public static class TaskFormatRegistration
{
    /// <summary>Adds the folder of JSON files in which the field's benchmarks come.</summary>
    public static KifCatalog AddTaskFormats(this KifCatalog catalog) => catalog
        .AddTaskFormat<FolderFormat, FolderFormatOptions>("folder", "train/<task>.json or <group>/<task>/train.json and their test files, JSON or JSON Lines");
}
