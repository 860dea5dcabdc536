using System.Text.Json;
using Kif.Models;

namespace Kif;

/// <summary>A stopped pretraining, kept within the folder of its model until it is done.</summary>
/// <param name="settings">The settings, which must be the same to go on.</param>
internal sealed class KeptPretraining(PretrainSettings settings)
{
    private const string SettingsName = "pretraining.json";

    private readonly string folder = Path.Combine(settings.Out, "pretraining");

    /// <summary>Lets a new learner go on where the last one was stopped, if one was.</summary>
    /// <exception cref="CompositionException">It had other settings.</exception>
    public void Resume(ContinualLearner learner)
    {
        string file = Path.Combine(folder, SettingsName);
        if (!File.Exists(file)) return;
        if (TextFile.Text(RegularFile.ReadAll(file, FileLimits.Description), file) != Settings())
            throw new CompositionException($"'{DisplayText.Of(folder)}' is a stopped pretraining with other settings: delete it, or choose another folder");
        learner.Resume(folder);
    }

    /// <summary>Keeps a stopped learner. The settings come last, so that what has them is whole.</summary>
    public void Save(ContinualLearner learner)
    {
        learner.Save(folder);
        AtomicFile.Write(Path.Combine(folder, SettingsName), Settings());
    }

    /// <summary>Deletes what was kept.</summary>
    public void Delete()
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private string Settings() => JsonSerializer.Serialize(settings);
}
