using Kif.Pipeline.Registration;

namespace Kif.Pipeline.Examination;

/// <summary>Examines whether Kif can run here, and a model with it: what <c>kif doctor</c> shows.</summary>
public static class Doctor
{
    /// <summary>Examines runtime, native library, processor, memory, disk and model. Nothing is trained, and of a model only headers are read.</summary>
    /// <param name="settings">What for; null for the embedded model and the working folder.</param>
    /// <param name="catalog">The model families that there are; null for those that come with Kif.</param>
    /// <returns>The observations, in the order in which things are needed. Nothing is thrown for what is wrong.</returns>
    public static IReadOnlyList<Observation> Examine(ExaminationSettings? settings = null, KifCatalog? catalog = null)
    {
        settings ??= new();
        (IReadOnlyList<Observation> native, bool loads) = NativeExamination.Of(settings.Compute);
        ModelSize? size = null;
        Observation[] model = loads && settings.Model is { } folder ? [.. ModelExamination.Of(folder, catalog ?? KifServices.BuiltIn(), out size)] : [];
        return [.. MachineExamination.Runtime(), .. native, .. model, MachineExamination.Memory(size), MachineExamination.Disk(settings.Out)];
    }
}
