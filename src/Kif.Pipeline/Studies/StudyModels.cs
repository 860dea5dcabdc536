namespace Kif;

/// <summary>The models that a study pretrains: one folder each within the study's own, kept for the next run.</summary>
internal static class StudyModels
{
    /// <summary>Returns a family's folder; T5 of the full size is the embedded model, which has the same budget.</summary>
    /// <param name="folder">The study's folder.</param>
    /// <param name="family">The family.</param>
    /// <param name="size">The study's size.</param>
    public static string FolderOf(string folder, PretrainedFamily family, StudySize size) =>
        family == PretrainedFamily.T5 && size == StudySize.Full
            ? CompareSettings.Embedded : Path.Combine(folder, "models", family.ToString().ToLowerInvariant());

    /// <summary>Pretrains the models of a study that are not there yet; a model that was stopped goes on.</summary>
    /// <param name="study">The study.</param>
    /// <param name="size">Full: the budget of the embedded model. Small: a few steps, after which a model knows nothing.</param>
    /// <param name="folder">The study's folder.</param>
    /// <param name="progress">Receives a line before and after each.</param>
    /// <param name="cancellation">Stops at the next step.</param>
    public static void Pretrain(Study study, StudySize size, string folder, Action<string> progress, CancellationToken cancellation)
    {
        foreach (PretrainedFamily family in study.Streams.Select(s => s.Family).OfType<PretrainedFamily>().Distinct())
        {
            string at = FolderOf(folder, family, size);
            if (at == CompareSettings.Embedded || File.Exists(Path.Combine(at, PretrainJob.WeightsName))) continue;
            progress($"Pretraining {family.ToString().ToLowerInvariant()} in {at} …");
            double score = PretrainJob.Run(SettingsOf(size, family, at), cancellation: cancellation);
            progress(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"It answers {score:F1} % of held-out questions exactly."));
        }
    }

    private static PretrainSettings SettingsOf(StudySize size, PretrainedFamily family, string folder) => size == StudySize.Full
        ? new() { Family = family, Out = folder }
        : new() { Family = family, Out = folder, Reading = 64, Examples = 64, BatchSize = 16, Width = 16, FeedForward = 64, Layers = 1, Heads = 2 };
}
