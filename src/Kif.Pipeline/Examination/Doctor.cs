using Kif.Pipeline.Registration;

namespace Kif.Pipeline.Examination;

/// <summary>Checks whether Kif and a model can run on this machine: the checks of <c>kif doctor</c>.</summary>
public static class Doctor
{
    /// <summary>Checks runtime, native library, processor, memory, disk and model. Nothing is trained, and only the model's headers are read.</summary>
    /// <param name="settings">The settings; null for the embedded model and the working folder.</param>
    /// <param name="catalog">The catalog of model families; null for the built-in ones.</param>
    /// <returns>The check results, in the order in which things are needed. Faults are returned, not thrown.</returns>
    public static IReadOnlyList<Observation> Examine(ExaminationSettings? settings = null, KifCatalog? catalog = null)
    {
        settings ??= new();
        (IReadOnlyList<Observation> native, bool loads) = NativeExamination.Of(settings.Compute);
        ModelSize? size = null;
        Observation[] model = loads && settings.Model is { } folder ? [.. ModelExamination.Of(folder, catalog ?? KifServices.BuiltIn(), out size)] : [];
        return [.. MachineExamination.Runtime(), .. native, .. model, MachineExamination.Memory(size), MachineExamination.Disk(settings.Out)];
    }
}
