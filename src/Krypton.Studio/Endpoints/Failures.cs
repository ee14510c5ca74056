using Krypton.Catalog;
using Krypton.Imaging;
using Krypton.Models;
using Krypton.Sql;
using Krypton.Studio.Library;
using Krypton.Studio.Runs;
using Microsoft.AspNetCore.Http;

namespace Krypton.Studio.Endpoints;

/// <summary>Turns exceptions into answers that say what is wrong, and never show a stack.</summary>
internal static class Failures
{
    public static async Task Answer(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = Status(e);
            await context.Response.WriteAsJsonAsync(new { error = Text(e) });
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody reads the answer.
        }
    }

    private static int Status(Exception e) => e switch
    {
        QueryException or ImageException or ModelException or OptionException or UploadException { TooLarge: false } => StatusCodes.Status400BadRequest,
        UploadException => StatusCodes.Status413PayloadTooLarge,
        QueueFullException => StatusCodes.Status429TooManyRequests,
        NotFoundException => StatusCodes.Status404NotFound,
        BadHttpRequestException bad => bad.StatusCode,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static string Text(Exception e) => e switch
    {
        QueryException query => query.Format(),
        _ when Status(e) == StatusCodes.Status500InternalServerError => $"unexpected {e.GetType().Name}: {e.Message}. This is a mistake in Krypton: please report it",
        _ => e.Message,
    };
}
