namespace Kif;

/// <summary>Checks whether Kif and a model can run on this machine: the checks of <c>kif doctor</c>.</summary>
internal static class Doctor
{
    /// <summary>Checks runtime, native library, processor, memory, disk, model and data as a comparison would use them. Nothing is trained.</summary>
    /// <param name="settings">The settings; null for the embedded model and the working folder.</param>
    /// <param name="catalog">The catalog of model families; null for the built-in ones.</param>
    /// <returns>The check results, in the order in which things are needed. Faults are returned, not thrown.</returns>
    public static IReadOnlyList<CheckResult> Examine(DoctorSettings? settings = null, KifCatalog? catalog = null)
    {
        settings ??= new();
        (IReadOnlyList<CheckResult> native, bool loads) = NativeChecks.Of(settings.Compute);
        StoredModelSize? size = null;
        catalog ??= KifServices.BuiltIn();
        CheckResult[] model = loads && settings.Model is { } folder ? [.. ModelChecks.Of(folder, settings.Compute, catalog, out size)] : [];
        bool sound = loads && model.All(c => c.Level != CheckLevel.Wrong);
        CheckResult[] data = sound && settings.Data is not null ? [.. DataCheck.Of(settings, catalog)] : [];
        return [.. MachineChecks.Runtime(), .. native, .. model, .. data, MachineChecks.Memory(size), MachineChecks.Disk(settings.Out)];
    }
}

/// <summary>The settings of a machine's checks.</summary>
internal sealed class DoctorSettings
{
    /// <summary>The Hugging Face folder to run; null for the embedded model. Default: null.</summary>
    public string? Model { get; set; }

    /// <summary>The tasks to learn; null for none. Default: null.</summary>
    public string? Data { get; set; }

    /// <summary>The columns of the data by what they are. Default: empty, as in <see cref="CompareSettings.Columns"/>.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; set; } = new Dictionary<string, string>();

    /// <summary>The prompt of columns. Default: null, as in <see cref="CompareSettings.Prompt"/>.</summary>
    public string? Prompt { get; set; }

    /// <summary>The output folder. Default: the working folder.</summary>
    public string Out { get; set; } = ".";

    /// <summary>The device and precision of the model.</summary>
    public ComputeSettings Compute { get; set; } = new();
}

/// <summary>The result of checking one requirement.</summary>
/// <param name="Subject">The requirement, e.g. <c>memory</c>.</param>
/// <param name="Level">The severity.</param>
/// <param name="Text">The observed state.</param>
/// <param name="Advice">The remedy; null if none is needed.</param>
internal sealed record CheckResult(string Subject, CheckLevel Level, string Text, string? Advice = null);

/// <summary>The severity of a check result.</summary>
internal enum CheckLevel
{
    /// <summary>No fault.</summary>
    Fine,

    /// <summary>Kif runs, but slower or with less than possible.</summary>
    Note,

    /// <summary>A fault that prevents running.</summary>
    Wrong,
}
