/** Where the browser loads a file of the vault from; nowhere while it has not come, or when there is none. */
export function mediaLink(tenantId: string, file: { id: string; state: string } | null): string | undefined {
  return file?.state === 'stored' ? `/console/v1/tenants/${tenantId}/media/${file.id}/content` : undefined;
}
