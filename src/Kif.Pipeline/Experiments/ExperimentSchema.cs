namespace Kif.Pipeline.Experiments;

/// <summary>The JSON schema of an experiment file, for editors.</summary>
public static class ExperimentSchema
{
    /// <summary>The schema.</summary>
    public static string Text => InitJob.Resource("experiment.schema.json");
}
