namespace Kif.Models.Llama;

/// <summary>LLaMA 3.1's scaling (<c>llama3</c>): long wavelengths are stretched by the factor, short ones stay, those between are interpolated.</summary>
/// <param name="shape">The base and the head width.</param>
/// <param name="factor">The factor on long wavelengths.</param>
/// <param name="low">The number of turns within the original length below which a wavelength is long (<c>low_freq_factor</c>).</param>
/// <param name="high">The number of turns above which it is short (<c>high_freq_factor</c>).</param>
/// <param name="original">The longest text of the pretraining.</param>
internal sealed class Llama3Rope(RopeShape shape, double factor, double low, double high, double original) : IRope
{
    public (double[] Speeds, double Factor) At(long length) => ([.. shape.Speeds().Select(Stretch)], 1);

    private double Stretch(double speed)
    {
        double turns = original * speed / (2 * Math.PI);
        double blend = Math.Clamp((turns - low) / (high - low), 0, 1);
        return (1 - blend) * speed / factor + blend * speed;
    }
}
